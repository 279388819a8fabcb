// Pages that renew themselves: say when the connection is lost, and tell news to screen readers once.
(() => {
  "use strict";
  const clock = (at) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  let seen = new Date();

  const answered = (lost) => {
    const notice = document.getElementById("connection-lost");
    if (!notice) return;
    if (!lost) seen = new Date();
    notice.querySelector("time").textContent = clock(seen);
    notice.hidden = !lost;
  };

  const tell = () => {
    const news = document.querySelector("[data-news]");
    const speaker = document.getElementById("news");
    if (news && speaker && speaker.textContent !== news.dataset.news) speaker.textContent = news.dataset.news;
  };

  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status === 401 || status === 403) window.location.reload();
    answered(status === 0 || status >= 500);
  });
  document.addEventListener("htmx:afterSettle", tell);
})();
