/** What steps and fields mean, for the players: fetched when bytes or a capture are looked at. */
import { getExplanations } from '../../sessions/explanations.ts'

export const GET = (): Response => Response.json(getExplanations())
