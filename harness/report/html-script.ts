/** Filters, the address that remembers them, and copying of commands. Without it the report is still complete. */
export const reportScript: string = `
const rows = [...document.querySelectorAll('details[data-verdict]')];
const search = document.querySelector('#search'), chapter = document.querySelector('#chapter'), shown = document.querySelector('#shown');
const chips = [...document.querySelectorAll('input[name=verdict]')];
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const verdict = chips.find((chip) => chip.checked).value;
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const fits = (verdict === '' || row.dataset.verdict === verdict) && (chapter.value === '' || row.dataset.chapter === chapter.value) && words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (fits) count += 1;
  }
  for (const section of document.querySelectorAll('section[data-chapter]')) section.hidden = !section.querySelector('details:not([hidden])');
  document.querySelector('#none').hidden = count > 0;
  shown.textContent = count === rows.length ? count + ' requirements' : count + ' of ' + rows.length + ' requirements';
}
for (const control of [search, chapter, ...chips]) control.addEventListener('input', filter);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === 'Escape' && document.activeElement === search) { search.value = ''; filter(); }
});
for (const button of document.querySelectorAll('button[data-copy]')) button.addEventListener('click', async () => {
  await navigator.clipboard.writeText(button.dataset.copy); button.textContent = 'copied';
});
for (const box of document.querySelectorAll('.scroll')) box.scrollLeft = box.scrollWidth;
if (location.hash) document.querySelector('details' + CSS.escape(location.hash).replace('\\\\#', '#'))?.setAttribute('open', '');
filter();
`;
