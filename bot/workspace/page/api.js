// The page's own small API. Its secret stands in the page, so that no other site can use it.

const TOKEN = document.querySelector('meta[name="workspace-token"]').content;
const HEADERS = { "X-Workspace-Token": TOKEN };

/** Ask for everything that the page needs to draw itself as `viewer`. */
export const start = (viewer) => get("start", { as: viewer });

/** Ask for the messages of a conversation. */
export const messagesOf = (viewer, channel) => get("messages", { as: viewer, channel });

/** Do something as somebody; the error's message is a sentence for people. */
export async function act(action, body) {
  const response = await fetch(`/local/do/${action}`, {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer(response);
}

/** Fetch an uploaded file as a blob. */
export async function fileOf(fileId) {
  const response = await fetch(`/local/files/${fileId}`, { headers: HEADERS });
  if (!response.ok) throw new Error("The file cannot be read.");
  return response.blob();
}

/** Tell `listener` of every change, for as long as `signal` lets it; connects again by itself. */
export async function follow(viewer, listener, signal) {
  while (!signal.aborted) {
    try {
      const url = `/local/stream?${new URLSearchParams({ as: viewer })}`;
      const response = await fetch(url, { headers: HEADERS, signal });
      if (response.status === 403) return listener({ kind: "stale" });
      await read(response.body, listener);
    } catch (error) {
      if (signal.aborted) return;
    }
    listener({ kind: "lost" });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function read(stream, listener) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      if (part.startsWith("data: ")) listener(JSON.parse(part.slice(6)));
    }
  }
}

async function get(path, query) {
  return answer(await fetch(`/local/${path}?${new URLSearchParams(query)}`, { headers: HEADERS }));
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || "The workspace did not answer.");
  return body;
}
