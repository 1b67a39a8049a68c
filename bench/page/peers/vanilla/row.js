// The rows of a page, each kept with its job: only what changed is written. It decides nothing.
import { age, exact, number, outcomeWords, tone, typeName } from "../shared/jobs.js";

const template = document.createElement("template");
template.innerHTML =
  '<tr><th scope="row"><a></a><small></small></th><td><span class="badge"></span></td><td></td>' +
  "<td><span></span><small></small></td><td></td><td><time></time><small></small></td>" +
  "<td><time></time><small></small></td><td><code></code></td></tr>";

export class Rows {
  #body;
  #rows = new Map();

  constructor(body) {
    this.#body = body;
  }

  show(jobs) {
    const now = Date.now();
    const before = this.#rows;
    this.#rows = new Map();
    for (const job of jobs) {
      const row = before.get(job.id) ?? new Row(job.id);
      row.show(job, now);
      this.#rows.set(job.id, row);
    }
    for (const [id, row] of before) if (!this.#rows.has(id)) row.element.remove();
    let place = this.#body.firstChild;
    for (const { element } of this.#rows.values()) {
      if (element === place) place = place.nextSibling;
      else this.#body.insertBefore(element, place);
    }
  }
}

class Row {
  #texts = {};
  #parts;
  #tone;

  constructor(id) {
    this.element = template.content.firstChild.cloneNode(true);
    this.element.dataset.jobId = id;
    const [name, outcome, failed, type, user, created, updated, idCell] = this.element.children;
    name.firstChild.href = `?job=${id}`;
    this.#parts = {
      name: name.firstChild,
      description: name.lastChild,
      outcome: outcome.firstChild,
      failed,
      type: type.firstChild,
      rawType: type.lastChild,
      user,
      created: created.firstChild,
      createdAge: created.lastChild,
      updated: updated.firstChild,
      updatedAge: updated.lastChild,
      id: idCell.firstChild,
    };
  }

  show(job, now) {
    this.#write("name", job.name);
    this.#write("description", job.description ?? "");
    this.#write("outcome", outcomeWords(job));
    this.#write("failed", number(job.abnormal_count));
    this.#write("type", typeName(job));
    this.#write("rawType", typeName(job) === job.type ? "" : job.type);
    this.#write("user", job.user_name);
    this.#write("created", exact(job.create_at));
    this.#write("createdAge", age(job.create_at, now));
    this.#write("updated", exact(job.update_at));
    this.#write("updatedAge", age(job.update_at, now));
    this.#write("id", job.id);
    if (this.#tone !== tone(job)) this.#parts.outcome.dataset.tone = this.#tone = tone(job);
  }

  /** Compared with what was written, so that the document is not asked. */
  #write(part, text) {
    if (this.#texts[part] === text) return;
    this.#texts[part] = text;
    this.#parts[part].textContent = text;
  }
}
