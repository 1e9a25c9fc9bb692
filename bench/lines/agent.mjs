// What a long-running agent does: messages, tools, JSON, strings, a bounded history.
class Message {
  constructor(role, content, at) {
    this.role = role;
    this.content = content;
    this.at = at;
    this.tags = new Set([role]);
  }

  head() {
    return this.content.slice(0, 20);
  }
}

const tools = {
  search: (query) => ({ hits: query.split(' ').map((word, rank) => ({ word, rank })) }),
  count: (text) => ({ length: text.length, words: text.split(' ').length }),
};

function callTool(name, argument) {
  const result = tools[name](argument);
  return JSON.stringify({ tool: name, result });
}

function step(history, i) {
  const prompt = `step ${i}: ${history.map((message) => message.head()).join(' | ')}`;
  history.push(new Message('user', prompt, i));
  const answer = callTool(i % 2 ? 'search' : 'count', prompt);
  const { result } = JSON.parse(answer);
  const summary = Object.entries(result)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.length : value}`)
    .join(', ');
  history.push(new Message('tool', summary, i));
  while (history.length > 20) history.shift();
  return summary.length;
}

export function run() {
  const history = [];
  let total = 0;
  for (let i = 0; i < 12_000; i++) total += step(history, i);
  return total;
}
