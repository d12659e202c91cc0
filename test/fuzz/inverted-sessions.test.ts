/** Every byte of every session inverted in turn. A file of its own, as is what else takes long: each gets a process. */
import { test } from 'vitest'
import { long, sessions, timeout } from './inputs.ts'
import { readInverted } from './inverted.ts'

test(
  'sessions with inverted bytes read',
  () => readInverted('sessions, inverted bytes', sessions(), long ? 1 : 397),
  timeout,
)
