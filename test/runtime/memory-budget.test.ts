import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryBudget, type Reservation } from '../../src/runtime/index.ts';

const operation = fc.record({
  do: fc.constantFrom('reserve' as const, 'resize' as const, 'release' as const),
  budget: fc.nat(2),
  which: fc.nat(20),
  bytes: fc.integer({ min: 1, max: 60 }),
});

describe('MemoryBudget', () => {
  test('what is held always adds up, within every limit, under any operations', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        const whole = new MemoryBudget(100, 'whole');
        const budgets = [whole, whole.scope('a', 70), whole.scope('b', 50)];
        const reservations: { of: number; reservation: Reservation }[] = [];
        const heldIn = (of: number) =>
          reservations.reduce((sum, each) => sum + (each.of === of ? each.reservation.bytes : 0), 0);
        for (const step of operations) {
          const before = budgets.map((budget) => budget.reservedBytes);
          const target = reservations[step.which % Math.max(1, reservations.length)]?.reservation;
          try {
            if (step.do === 'reserve') {
              const reservation = budgets[step.budget].reserve(`c${step.which}`, step.bytes);
              reservations.push({ of: step.budget, reservation });
            } else if (step.do === 'resize') target?.resize(step.bytes);
            else target?.release();
          } catch (error) {
            expect(error).toMatchObject({ code: 'BAD_USAGE' });
            expect(budgets.map((budget) => budget.reservedBytes)).toEqual(before);
          }
          expect(budgets[1].reservedBytes).toBe(heldIn(1));
          expect(budgets[2].reservedBytes).toBe(heldIn(2));
          expect(whole.reservedBytes).toBe(heldIn(0) + heldIn(1) + heldIn(2));
          for (const budget of budgets) {
            expect(budget.reservedBytes).toBeLessThanOrEqual(budget.maxBytes);
            expect(budget.holdings().reduce((sum, { bytes }) => sum + bytes, 0)).toBe(budget.reservedBytes);
          }
        }
      }),
    );
  });

  test('over-commitment is refused with who holds what, largest first', () => {
    const budget = new MemoryBudget(100, 'agent');
    budget.reserve('cache', 30);
    budget.reserve('history', 60);

    expect(() => budget.reserve('tools', 11)).toThrow(
      "'tools' asks for 11 bytes of budget 'agent', which has 10 of 100 left. Holding: history 60, cache 30.",
    );
    expect(budget.tryReserve('tools', 11)).toBeUndefined();
    expect(budget.tryReserve('tools', 10)?.bytes).toBe(10);
  });

  test('a scope gives everything back when it is closed', () => {
    const whole = new MemoryBudget(100);
    {
      using request = whole.scope('request', 50);
      request.reserve('buffer', 40);
      expect(whole.holdings()).toEqual([{ component: 'request/buffer', bytes: 40 }]);
      expect(request.availableBytes).toBe(10);
    }
    expect(whole.holdings()).toEqual([]);
  });

  test('reservations end once, also by their scope', () => {
    const whole = new MemoryBudget(100);
    const scope = whole.scope('s', 50);
    const reservation = scope.reserve('x', 40);
    scope.close();
    reservation.release();

    expect([reservation.bytes, whole.reservedBytes]).toEqual([0, 0]);
    expect(() => reservation.resize(1)).toThrow('released');
    expect(() => scope.reserve('x', 1)).toThrow('closed');
    expect(() => whole.reserve('x', 0)).toThrow(RangeError);
  });
});
