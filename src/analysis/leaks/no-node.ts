/** Stands for "no node" in arrays of ordinals. */
export const NO_NODE = 0xffffffff;
