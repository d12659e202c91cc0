/** The attacks a scenario may name, one file each in this folder. */
import type { Attack } from './attack.ts'

export const attacks: Readonly<Record<string, Attack>> = {}
