/** The logs of a home: they do not grow without end, and who writes them notices nothing. */
import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { cutLogs } from '../../../local/home/log-sizes.ts'
import { temporaryFolder } from '../../support/during-tests.ts'

const folder = temporaryFolder()

describe('a log', () => {
  it('that is too long keeps its last part and one before it, while its writer goes on', () => {
    const logs = `${folder}/logs`
    mkdirSync(logs)
    const writer = openSync(`${logs}/fn.log`, 'a')
    writeSync(writer, 'a'.repeat(100))
    cutLogs(logs, 100)
    expect(readdirSync(logs)).toEqual(['fn.log'])
    for (const letter of ['b', 'c', 'd']) {
      writeSync(writer, letter.repeat(150))
      cutLogs(logs, 200)
    }
    writeSync(writer, 'e')
    closeSync(writer)
    expect(readFileSync(`${logs}/fn.log`, 'utf8')).toBe('e')
    expect(readFileSync(`${logs}/fn.log.1`, 'utf8')).toBe('c'.repeat(150) + 'd'.repeat(150))
  })

  it('of another kind is left alone', () => {
    const logs = `${folder}/others`
    mkdirSync(logs)
    appendFileSync(`${logs}/notes.txt`, 'x'.repeat(300))
    cutLogs(logs, 200)
    expect(readdirSync(logs)).toEqual(['notes.txt'])
  })
})
