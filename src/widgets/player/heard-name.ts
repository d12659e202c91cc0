import type { Step } from '../../core/timeline/timeline.ts'

/** A step's name, or what a wiretap makes of it where a view shows that. */
export const heardName = ({ wire, name, eavesdropper }: Step, wiretap: boolean): string =>
  wiretap && wire === 'ciphertext' ? eavesdropper : name
