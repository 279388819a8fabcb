// Pages that renew themselves: say when the connection is lost, and tell news to screen readers once.
(() => {
  "use strict";
  const notice = document.getElementById("connection-lost");
  const speaker = document.getElementById("news");
  let seen = new Date();

  const clock = (at) =>
    at.toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: notice.dataset.zone,
      timeZoneName: "short",
    });

  const answered = (lost) => {
    if (!lost) seen = new Date();
    notice.querySelector("time").textContent = clock(seen);
    notice.hidden = !lost;
  };

  const tell = () => {
    const news = document.querySelector("[data-news]");
    if (news && speaker.textContent !== news.dataset.news) speaker.textContent = news.dataset.news;
  };

  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403) window.location.reload();
    answered(status === 0 || status >= 500);
  });
  document.addEventListener("htmx:afterSettle", tell);
})();
