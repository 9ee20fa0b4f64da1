/* Small helps: the lit tab is in sight on a phone; a button prints the page. */
document.addEventListener("DOMContentLoaded", () => {
  for (const tab of document.querySelectorAll(".audit-tabs [aria-current]")) {
    const tabs = tab.parentElement;
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
});
