// Arithmetic on typed arrays: nothing allocates, so nothing may be slower.
const SIZE = 160;

function multiply(a, b, out) {
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) {
      let sum = 0;
      for (let k = 0; k < SIZE; k++) sum += a[i * SIZE + k] * b[k * SIZE + j];
      out[i * SIZE + j] = Math.sqrt(Math.abs(sum));
    }
  }
}

export function run() {
  const [a, b, out] = [1, 2, 3].map((n) => new Float64Array(SIZE * SIZE).fill(n));
  for (let i = 0; i < 12; i++) multiply(a, b, out);
  return out[0];
}
