/** Before the first test file: where the runners are that test files share. Its name says that it is this run's. */
import { makeTemporaryFolder } from '../../local/home/temporary-folder.ts'

export default function () {
  process.env.CAIRN_TESTS_SHARE = makeTemporaryFolder('shared')
}
