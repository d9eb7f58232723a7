import { writeFileSync } from "node:fs";

/** Writes how many tests passed, failed and were skipped, and why, to the file that ISTHMUS_TEST_COUNTS names. */
export default class Counts {
  onRunComplete(
    _,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites, testResults },
  ) {
    const file = process.env.ISTHMUS_TEST_COUNTS;
    if (file === undefined) return;
    const reasons = testResults.flatMap(({ testResults: tests }) =>
      tests.filter(({ status }) => status === "pending" || status === "todo").map(({ fullName }) => fullName),
    );
    writeFileSync(
      file,
      JSON.stringify({
        passed: numPassedTests,
        failures: numFailedTests + numRuntimeErrorTestSuites,
        skipped: numPendingTests + numTodoTests,
        reasons,
      }),
    );
  }
}
