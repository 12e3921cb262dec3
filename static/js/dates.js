// A whole date pasted or typed into a date's boxes fills all three, as infoadmin/thai/dates.py reads it.

const MONTHS = ["มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค"];
const WHOLE = /^\s*(?:วันที่\s*)?(\d{1,2})(?!\d)[\s/.-]*(?:เดือน\s*)?(\d+|[ก-๎.\s]+?)[\s/.,-]*(?:พ\.?\s*ศ\.?\s*)?(?<!\d)(\d+)\s*$/;
const digits = (text) => text.replace(/[๐-๙]/g, (digit) => "๐๑๒๓๔๕๖๗๘๙".indexOf(digit));

function monthOf(text, select) {
  if (/^\d+$/.test(text)) return Number(text) <= 12 ? Number(text) : 0;
  const bare = text.replace(/[.\s]/g, "");
  const full = [...select.options].findIndex((option) => option.value && option.text === bare);
  return full > 0 ? full : MONTHS.indexOf(bare) + 1;
}

// Fills the boxes of `fields` from `text`; answers whether it was a whole date.
function fill(fields, text) {
  const [, day, name, year] = digits(text).match(WHOLE) ?? [];
  const [dayBox, monthBox, yearBox] = fields.querySelectorAll("input, select");
  const month = name && monthOf(name, monthBox);
  if (!month) return false;
  dayBox.value = Number(day);
  monthBox.value = month;
  yearBox.value = year;
  for (const box of [dayBox, monthBox, yearBox]) box.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

document.addEventListener("paste", (event) => {
  const fields = event.target.closest?.(".date-fields");
  if (!fields || !fill(fields, event.clipboardData.getData("text"))) return;
  event.preventDefault();
  fields.querySelector("[name$=_year]").focus();
});

document.addEventListener("change", ({ target }) => {
  const fields = target.closest(".date-fields");
  if (fields && target.name.endsWith("_day") && target.value.length > 2) fill(fields, target.value);
});
