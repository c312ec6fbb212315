// Amounts in words, as models/money reads them: one table of cases proves both.
const digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const ones = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const tongues = {
  vi: {
    zero: "không", minus: "âm", scales: ["nghìn", "triệu", "tỉ"],
    group(n, full) {
      const h = Math.floor(n / 100), t = Math.floor(n / 10) % 10, u = n % 10, w = [];
      if (h || full) w.push(digits[h], "trăm");
      if (t === 0 && u && w.length) w.push("linh");
      else if (t === 1) w.push("mười");
      else if (t > 1) w.push(digits[t], "mươi");
      if (u === 1 && t > 1) w.push("mốt");
      else if (u === 4 && t > 1) w.push("tư");
      else if (u === 5 && t) w.push("lăm");
      else if (u) w.push(digits[u]);
      return w.join(" ");
    },
  },
  en: {
    zero: "zero", minus: "minus", scales: ["thousand", "million", "billion"],
    group(n) {
      const w = [], rest = n % 100;
      if (n >= 100) w.push(ones[Math.floor(n / 100)], "hundred");
      if (rest && n >= 100) w.push("and");
      if (rest >= 20) w.push(tens[Math.floor(rest / 10)] + (rest % 10 ? `-${ones[rest % 10]}` : ""));
      else if (rest) w.push(ones[rest]);
      return w.join(" ");
    },
  },
};

const billion = 1e9;

function read(n, full, say) {
  const words = [];
  if (n >= billion) {
    words.push(read(Math.floor(n / billion), full, say), say.scales[2]);
    full = true;
  }
  const rest = n % billion;
  [1e6, 1e3, 1].forEach((unit, i) => {
    const g = Math.floor(rest / unit) % 1000;
    if (!g) return;
    words.push(say.group(g, full || words.length > 0));
    if (i < 2) words.push(say.scales[1 - i]);
    full = true;
  });
  return words.join(" ");
}

// inWords says a whole number of đồng.
export function inWords(dong, lang) {
  const say = tongues[lang] ?? tongues.vi;
  const words = dong === 0 ? say.zero : read(Math.abs(dong), false, say);
  return `${dong < 0 ? `${say.minus} ` : ""}${words} đồng`;
}
