// Beside each moment in UTC, the same moment where the reader is. Without this script UTC stands alone.
const language = document.documentElement.lang || undefined;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && zone !== "UTC") {
  const words = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  const place = new Intl.DateTimeFormat(language, { timeZoneName: "long", timeZone: zone });
  for (const moment of document.querySelectorAll("time[data-local]")) {
    const when = new Date(moment.dateTime);
    const name = place.formatToParts(when).find((part) => part.type === "timeZoneName");
    const here = document.createElement("span");
    here.className = "soft";
    here.textContent = ` (${words.format(when)}${name ? `, ${name.value}` : ""})`;
    moment.append(here);
  }
}
