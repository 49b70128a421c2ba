/** A call that has not been answered by then, over headers and body, is given up, in milliseconds. */
export const callDeadline = 15_000;
