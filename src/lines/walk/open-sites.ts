import type { Use } from './binding.ts';
import { ownerOfThis } from './level.ts';
import type { Level } from './level.ts';

/** An expression that may become a site. */
export interface OpenSite {
  /** The one around it; in a function that was walked by itself, known only afterwards. */
  parent: OpenSite | undefined;
  readonly level: Level;
  readonly start: number;
  /** Local variables it reads or writes that are declared outside of it, with repetitions. */
  uses: Use[] | undefined;
  usesThis: boolean;
  hasFunction: boolean;
  /** It means what it means only where it stands. */
  isPinned: boolean;
  /** Its text must stay as it is. */
  isKept: boolean;
}

/** The sites that a walk is inside of, and what is noted about all of them. */
export class OpenSites {
  /** The innermost. */
  current: OpenSite | undefined;
  /** Those without one around them, since the last startApart(). */
  #roots: OpenSite[] = [];

  open(start: number, level: Level): OpenSite {
    const parent = this.current;
    const site: OpenSite = {
      parent,
      level,
      start,
      uses: undefined,
      usesThis: false,
      hasFunction: false,
      isPinned: false,
      isKept: false,
    };
    if (parent === undefined) this.#roots.push(site);
    this.current = site;
    return site;
  }

  close(site: OpenSite): void {
    this.current = site.parent;
  }

  /**
   * Starts a function that is walked by itself.
   *
   * @returns Ends it, and gives back its sites that have none around them.
   */
  startApart(): () => readonly OpenSite[] {
    const { current } = this;
    const roots = this.#roots;
    this.current = undefined;
    this.#roots = [];
    return () => {
      const own = this.#roots;
      this.current = current;
      this.#roots = roots;
      return own;
    };
  }

  /** Takes in the sites of a function that was walked by itself. */
  adopt(roots: readonly OpenSite[]): void {
    const { current } = this;
    if (current !== undefined) for (const root of roots) root.parent = current;
    // The function around may have been walked by itself, too.
    else for (const root of roots) this.#roots.push(root);
  }

  /** Notes a function or class. */
  noteFunction(): void {
    for (let site = this.current; site !== undefined && !site.hasFunction; site = site.parent) {
      site.hasFunction = true;
    }
  }

  /** Notes text that must stay as it is. */
  keep(): void {
    for (let site = this.current; site; site = site.parent) site.isKept = true;
  }

  /** Notes `this`. */
  useThis(level: Level): void {
    const owner = ownerOfThis(level);
    owner.usesThis = true;
    for (let site = this.current; site && ownerOfThis(site.level) === owner; site = site.parent) {
      site.usesThis = true;
    }
  }

  /** Notes what means something else in another function: `super`, `arguments`, `new.target`. */
  pinToFunction(level: Level): void {
    const owner = ownerOfThis(level);
    owner.isPinned = true;
    for (let site = this.current; site && ownerOfThis(site.level) === owner; site = site.parent) {
      site.isPinned = true;
    }
  }

  /** Notes what means something in its class alone. */
  pinToClass(level: Level): void {
    for (let around: Level | undefined = level; around; around = around.parent) around.isPinnedToClass = true;
    for (let site = this.current; site; site = site.parent) site.isPinned = true;
  }

  /** Notes of an attached function what it demands of the code around it. */
  passOn(inner: Level, level: Level): void {
    this.noteFunction();
    if (inner.isPinnedToClass) this.pinToClass(level);
    if (!inner.traits.isArrow) return;
    if (inner.usesThis) this.useThis(level);
    if (inner.isPinned) this.pinToFunction(level);
    if (inner.usesArguments) ownerOfThis(level).usesArguments = true;
  }
}
