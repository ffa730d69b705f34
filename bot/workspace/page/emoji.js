// The few emoji that people and the app use most, by their short names.

const EMOJI = {
  "+1": "👍", "-1": "👎", "100": "💯", bar_chart: "📊", bell: "🔔", blue_heart: "💙",
  books: "📚", bulb: "💡", calendar: "📅", chart: "💹", chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈", checkered_flag: "🏁", clap: "👏", eyes: "👀", fire: "🔥",
  gear: "⚙️", grin: "😁", heart: "❤️", heavy_check_mark: "✔️", hourglass: "⌛",
  information_source: "ℹ️", joy: "😂", key: "🔑", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_yellow_circle: "🟡", lock: "🔒", mag: "🔍", memo: "📝", no_entry: "⛔",
  ok_hand: "👌", package: "📦", page_facing_up: "📄", point_right: "👉", pray: "🙏", pushpin: "📌",
  question: "❓", red_circle: "🔴", rocket: "🚀", rotating_light: "🚨", seedling: "🌱",
  small_red_triangle: "🔺", small_red_triangle_down: "🔻", slightly_smiling_face: "🙂", smile: "😄",
  sparkles: "✨", speech_balloon: "💬", star: "⭐", stopwatch: "⏱️", tada: "🎉", thinking_face: "🤔",
  thumbsdown: "👎", thumbsup: "👍", toolbox: "🧰", truck: "🚚", warning: "⚠️", wave: "👋",
  white_check_mark: "✅", wrench: "🔧", x: "❌", zap: "⚡",
};

/** Give an emoji, or the short name between colons when it is not a common one. */
export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

/** Whether there is an emoji of that name. */
export const isEmoji = (name) => name in EMOJI;
