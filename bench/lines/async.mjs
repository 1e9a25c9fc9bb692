// A pipeline of async functions over batches of records.
const wait = async (value) => value;

async function load(id) {
  const record = await wait({ id, name: `record-${id}`, values: [id, id + 1, id + 2] });
  return { ...record, loaded: true };
}

async function transform(record) {
  const values = await Promise.all(record.values.map(async (value) => (await wait(value)) * 2));
  return { ...record, values, sum: values.reduce((sum, value) => sum + value, 0) };
}

async function* batches(count) {
  for (let i = 0; i < count; i++) yield [i * 4, i * 4 + 1, i * 4 + 2, i * 4 + 3];
}

export async function run() {
  const byName = new Map();
  for await (const batch of batches(6_000)) {
    const records = await Promise.all(batch.map((id) => load(id).then(transform)));
    for (const record of records) byName.set(record.name, record);
    if (byName.size > 1_000) byName.clear();
  }
  return byName.size;
}
