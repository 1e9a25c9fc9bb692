// A tokenizer and a tree builder: many small methods, few allocations each.
const SOURCE = 'let total = (price + tax * 2) / count - offset; '.repeat(400);

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  peek() {
    while (this.text[this.at] === ' ') this.at++;
    return this.text[this.at];
  }
  word() {
    const start = this.at;
    while (/\w/.test(this.text[this.at] ?? '')) this.at++;
    return { type: 'word', text: this.text.slice(start, this.at) };
  }
  primary() {
    if (this.peek() !== '(') return this.word();
    this.at++;
    const inner = this.sum();
    this.peek();
    this.at++;
    return { type: 'group', inner };
  }
  binary(operators, operand) {
    let left = operand.call(this);
    while (operators.includes(this.peek() ?? '!')) {
      const operator = this.text[this.at++];
      left = { type: 'binary', operator, left, right: operand.call(this) };
    }
    return left;
  }
  product() {
    return this.binary('*/', this.primary);
  }
  sum() {
    return this.binary('+-', this.product);
  }
  statements() {
    const all = [];
    while (this.peek() !== undefined) {
      const keyword = this.word();
      this.peek();
      const name = this.word();
      this.peek();
      this.at++;
      all.push({ keyword, name, value: this.sum() });
      this.peek();
      this.at++;
    }
    return all;
  }
}

export function run() {
  let total = 0;
  for (let i = 0; i < 40; i++) total += new Parser(SOURCE).statements().length;
  return total;
}
