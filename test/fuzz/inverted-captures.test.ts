/** Every byte of the captures of other software inverted in turn. */
import { test } from 'vitest'
import { captures, long, timeout } from './inputs.ts'
import { readInverted } from './inverted.ts'

test(
  'captures with inverted bytes read',
  () => readInverted('captures, inverted bytes', captures(), long ? 1 : 397),
  timeout,
)
