/** How somebody gets a proof in the console, and what others can do with it. */
import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { unzipSync, zipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { checkGiven } from '../support/given-proof.ts'
import { type Bed, expectAccessible, expectReflow } from './bed.ts'

type About = {
  /** Says that the person of this name passed `Aseptic gowning` with 9 of 10. */
  statement: string
  name: string
  /** Any statement that is digested. */
  proven: string
  /** It is digested, and another one voids it. */
  voided: string
}

/** @param about what there is, once the tests run */
export function proofs(bed: Bed, about: () => About): void {
  const download = async (page: Page, button: string) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ])
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
  }

  it('leads an auditor from a part of a name to what was proven, and gives it to whoever has nothing of Cairn', async () => {
    const { page, troubles } = await bed.enter('auditor', '/')
    const { name } = about()
    await page.getByLabel('Person, or id of a statement').fill(name.toLowerCase())
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name }).click()
    await page.getByRole('link', { name: `Proof: ${name} passed Aseptic gowning` }).click()
    const proof = page.getByRole('region', { name: 'The proof' })
    await proof
      .getByRole('heading', { name: `Unchanged ${name} passed Aseptic gowning · with 9 of 10 · success` })
      .waitFor()
    expect(await proof.evaluate((element) => element === document.activeElement)).toBe(true)
    const { pathname, searchParams } = new URL(page.url())
    expect(searchParams.get('statement')).toBe(about().statement)
    await expectAccessible(page)
    await expectReflow(page)

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      proof.getByRole('button', { name: 'Download all to check it' }).click(),
    ])
    const files = unzipSync(readFileSync(await file.path()))
    expect(Object.keys(files).sort()).toEqual(['README.txt', 'key.pem', 'proof.json', 'verify.mjs'])
    const readme = new TextDecoder().decode(files['README.txt'])
    expect(readme).toContain(`${name} passed Aseptic gowning · with 9 of 10`)
    expect(readme).toMatch(/^ {2}who: \S+\n {2}happened \d{4}-\S+, as its sender says$/m)
    expect(await proof.getByRole('definition').first().innerText()).toBe(/who: (\S+)/.exec(readme)?.[1])
    expect(checkGiven(files)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^TRUE.*Aseptic gowning/s) })
    const text = new TextDecoder().decode(files['proof.json'])
    const altered = { ...files, 'proof.json': text.replace('Aseptic gowning', 'Aseptic gowninG') }
    expect(checkGiven(altered)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^FALSE/) })

    await page.getByRole('tab', { name: 'Verify a file' }).click()
    await page.getByRole('button', { name: 'Take the key of this deployment' }).click()
    const octets = (all: { [name: string]: string | Uint8Array }) =>
      Object.fromEntries(Object.entries(all).map(([inner, content]) => [inner, Buffer.from(content)]))
    const zip = (called: string, buffer: Uint8Array) => ({ name: called, mimeType: '', buffer: Buffer.from(buffer) })
    await page
      .getByLabel('Files to verify')
      .setInputFiles([
        ...[zip('true.zip', zipSync(octets(files))), zip('false.zip', zipSync(octets(altered)))],
        ...[zip('empty.zip', zipSync({})), zip('broken.zip', zipSync(octets(files)).slice(0, 200))],
      ])
    const found = page.getByRole('region', { name: 'What was found' })
    for (const heading of ['Unchanged true.zip: proof.json', 'Not proven false.zip: proof.json'])
      await found.getByRole('heading', { name: heading }).waitFor()
    for (const heading of ['Not checked empty.zip', 'Not checked broken.zip'])
      await found.getByRole('heading', { name: heading }).waitFor()

    searchParams.delete('statement')
    searchParams.set('words', 'sterile')
    await bed.enter('auditor', `${pathname}?${searchParams}`)
    await page.getByRole('heading', { name: 'No results among these records' }).waitFor()
    await page.getByLabel('Only those with these words').fill('ASEPTIC ada')
    await page.getByRole('link', { name: `Proof: ${name} passed Aseptic gowning` }).waitFor()
    expect(new URL(page.url()).searchParams.get('words')).toBe('ASEPTIC ada')
    expect(troubles).toEqual([])
  }, 120_000)

  it('proves one statement, and gives the proof as a file that the page verifies without sending it', async () => {
    const { page, troubles } = await bed.enter('owner', '/t/demo/audit')
    await page.getByLabel('Person, or id of a statement').fill('x')
    await page.getByRole('button', { name: 'Find' }).last().click()
    await page.getByText('has two characters at least').waitFor()
    await page.getByLabel('Person, or id of a statement').fill(about().voided)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Unchanged bob@example.org passed Aseptic gowning/ }).waitFor()
    await page.getByRole('heading', { name: 'It was voided' }).waitFor()
    const [voided] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all to check it' }).click(),
    ])
    const { 'README.txt': readme } = unzipSync(readFileSync(await voided.path()))
    expect(new TextDecoder().decode(readme)).toContain('VOIDED: another statement')
    await page.getByLabel('Person, or id of a statement').fill(about().proven)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Unchanged Ada/ }).waitFor()
    expect(await page.getByRole('heading', { name: 'It was voided' }).count()).toBe(0)
    const proof = await download(page, 'Download the proof')
    expect(proof.name).toBe(`proof-${about().proven}.json`)
    await page.getByRole('tab', { name: 'Evidence' }).click()
    const head = await download(page, 'Download the newest head')
    const key = await download(page, 'Download the key')

    await page.getByRole('tab', { name: 'Verify a file' }).click()
    const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByLabel('Public key (PEM)').fill(key.text)
    await page
      .getByLabel('Files to verify')
      .setInputFiles([
        ...[file('true.json', proof.text), file('false.json', proof.text.replace(/"index": (\d+)/, '"index": 1$1'))],
        ...[file('head.json', head.text), file('other.json', '{}')],
      ])
    const results = page.getByRole('region', { name: 'What was found' })
    const verdict = (name: string) => results.getByRole('heading').filter({ hasText: name })
    await verdict('true.json').getByText('Unchanged', { exact: true }).waitFor()
    await verdict('false.json').getByText('Not proven', { exact: true }).waitFor()
    await verdict('head.json').getByText('True', { exact: true }).waitFor()
    await verdict('other.json').getByText('Not checked', { exact: true }).waitFor()
    expect(asked.filter((url) => !/\/evidence\/digests/.test(url))).toEqual([])
    await expectAccessible(page)
    await expectReflow(page)
    expect(troubles).toEqual([])
  }, 120_000)
}
