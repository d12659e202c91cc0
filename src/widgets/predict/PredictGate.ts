/**
 * Where questions stand between steps. A `Predict` on the page puts its
 * checkpoint here; the player of that session stops before the step and asks.
 */
export interface Checkpoint {
  readonly session: string
  /** The step that answers the question. */
  readonly step: string
  /** Whether it need not be asked again. */
  settled(): boolean
  /** Shows the question; `resume` is called once it has been answered or passed over. */
  ask(resume: () => void): void
}

const checkpoints = new Set<Checkpoint>()

/** @returns what takes it away again */
export function placeCheckpoint(checkpoint: Checkpoint): () => void {
  checkpoints.add(checkpoint)
  return () => checkpoints.delete(checkpoint)
}

/** The question that is still open before a step, if there is one. */
export function openCheckpoint(session: string, step: string): Checkpoint | undefined {
  for (const checkpoint of checkpoints) {
    if (checkpoint.session === session && checkpoint.step === step && !checkpoint.settled()) return checkpoint
  }
  return undefined
}
