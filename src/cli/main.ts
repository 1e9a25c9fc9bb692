/** Runs memprof with the given arguments (without `node` and the script). */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.write(`${args.length}\n`);
}
