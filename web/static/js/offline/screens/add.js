// A new product: its pictures and its name, then one question a screen. After every answer what
// is known lies in the queue as a draft; the last answer makes it wait to be sent.
import { add as keep, change, list, one, photo } from "../queue.js";
import { read } from "../snapshot.js";
import { kick } from "../line.js";
import { right, say, stamp, words, wrong } from "../dom.js";
import { choose, counted, steps, units } from "./questions.js";
import { jpeg, shrink } from "../../shrink.js";
import { product } from "../product.js";
import { go } from "../go.js";
import { keys } from "../keys.js";
import { between, monthKeys } from "../../months.js";

const most = 6; // photos of one product that the phone keeps

// add begins a product, goes on with a draft, or asks a question of one.
export async function add(held, n, step) {
  const work = await read(held);
  const draft = n && await one(held, Number(n));
  if (draft?.state === "draft" && step) return question(held, work, draft, step);
  const drafts = (await list(held)).filter((e) => e.state === "draft");
  const stalls = (work?.stalls ?? []).filter((s) => s.edits_products);
  return { name: "add", view: stamp("add", {
    drafts: drafts.length > 0 && drafts.map((e) => stamp("add-draft", { name: e.title, go: { href: `#/add/${e.n}/${e.input.step}` } })),
    stalls: stalls.map((s) => stamp("add-stall", {
      stall: stalls.length > 1 && s.name,
      begin: async () => {
        const made = await keep(held, { kind: "list", state: "draft", seller: s.id, title: words.draft, input: { step: "photo", answers: {} } });
        go(`add/${made.n}/photo`);
      },
    })),
  }) };
}

async function question(held, work, draft, step) {
  const { answers } = draft.input;
  const order = steps(work, answers);
  if (!order.includes(step)) return question(held, work, draft, "photo"); // a question of an older page
  const answered = async (value, { title, photos, unit } = {}) => {
    const now = { ...answers, [step === "photo" ? "name" : step]: value, ...unit };
    const rest = steps(work, now), next = rest[rest.indexOf(step) + 1]; // an answer may open a question
    const input = { step: next ?? step, answers: now };
    if (next) {
      if (!await change(held, draft, { input, title: title || draft.title }, photos)) throw new Error("moved");
      return go(`add/${draft.n}/${next}`);
    }
    const stall = work.stalls.find((s) => s.id === draft.seller);
    input.product = product(work, stall, input.answers);
    input.publish = true;
    if (!await change(held, draft, { input, state: "waiting", subject: draft.id, at: Date.now() })) throw new Error("moved");
    go("queue", words.kept);
    kick();
  };
  if (step === "photo") return photos(held, draft, answered);
  const view = stamp(`add-${step}`, {
    ...choose(work, answers, step, answered),
    form: async (form, pressed) => {
      if (step === "season") {
        const months = between(form.elements.from.value.trim(), form.elements.to.value.trim());
        return months ? answered(months) : wrong(form, words.months, "from");
      }
      const value = form.elements.value.value.trim();
      if (!value) return wrong(form, words.number, "value");
      const problem = order.refuse(step, value);
      if (problem) return wrong(form, words[problem], "value");
      return answered(value, { unit: step === "price" && { unit: pressed?.value || units(work, answers)[0].value } });
    },
  });
  for (const place of view.querySelectorAll("[data-month-name]")) monthKeys(place);
  const box = view.querySelector("form")?.elements.value;
  if (box && answers[step]) box.value = answers[step];
  const kind = counted(answers, step);
  if (kind) keys(view.querySelector("form"), box, kind, answers.unit);
  return { name: `add-${step}`, view };
}

async function photos(held, draft, answered) {
  const had = await Promise.all(Array.from({ length: draft.photos }, (_, i) => photo(held, draft, i)));
  let chosen = had, taking = Promise.resolve(); // a slow phone works on a picture for seconds
  const view = stamp("add-photo", {
    form: async (form) => {
      const name = form.elements.name.value.trim();
      if (!name) return wrong(form, words.name, "name");
      await taking;
      return answered(name, { title: name, photos: chosen });
    },
  });
  view.querySelector("[name=name]").value = draft.input.answers.name ?? "";
  const preview = view.querySelector(".preview"), input = view.querySelector("input");
  const show = async () => preview.replaceChildren(...await Promise.all(chosen.map(async (bytes, i) => stamp("shot", {
    picture: [await picture(bytes)],
    number: String(i + 1),
    drop: async () => {
      chosen = chosen.filter((other) => other !== bytes);
      await show();
      (preview.querySelectorAll("button")[Math.min(i, chosen.length - 1)] ?? input).focus();
    },
  }))));
  await show();
  const take = async (files) => {
    try {
      const taken = await Promise.all(files.slice(0, most).map(small));
      const all = [...chosen, ...taken];
      chosen = all.slice(0, most);
      await show();
      right(input.form);
      if (all.length > most || files.length > most) wrong(input.form, say("many", most), "value");
    } catch (error) {
      wrong(input.form, words[error.message] ?? words.photo, "value");
    }
  };
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the same picture may be chosen again after it was taken out
    taking = taking.then(() => take(files));
  });
  return { name: "add-photo", view };
}

// small is a picture as the queue keeps it.
async function small(file) {
  return (await jpeg(await shrink(file))).arrayBuffer();
}

// picture draws a photo without an address that a page would have to be allowed.
async function picture(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]), { resizeWidth: 240, resizeQuality: "medium" });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  return canvas;
}
