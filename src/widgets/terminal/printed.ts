/** How long a program takes at most to print what came, ms of the recording. What it prints later is taken for the next step's. */
export const PRINTED_WITHIN_MS = 80
