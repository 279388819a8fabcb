// Pages that renew themselves: say when the connection is lost, and tell news to screen readers once.
(() => {
  "use strict";
  const notice = document.getElementById("connection-lost");
  const speaker = document.getElementById("news");
  let seen = new Date();

  // Zones have short names in the English of their own side of the sea, as in the page: CET, EST.
  const clock = (at) => {
    const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: notice.dataset.zone, timeZoneName: "short" };
    const said = ["en-GB", "en-US"].map((english) => at.toLocaleTimeString(english, how));
    return said.find((each) => !each.includes("GMT")) || said[0];
  };

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
