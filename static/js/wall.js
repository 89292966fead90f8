/* A wall screen draws itself anew every ten seconds, says when it could not, turns its pages only while nothing is late, and
   moves by two points every ten minutes so that nothing burns in. Its clock is the server's. */
(function () {
  'use strict';
  var EVERY = 10000, STALE = 30000, TURN = 20000, SHIFT = 600000;
  var offset = 0, heard = Date.now(), page = 0, shift = 0;

  function two(n) { return (n < 10 ? '0' : '') + n; }
  function hall(moment) { return new Date(moment + 8 * 3600000); }  /* the halls' time, whatever zone the screen is set to */
  function hhmm(moment) { var at = hall(moment); return two(at.getUTCHours()) + ':' + two(at.getUTCMinutes()); }
  function root() { return document.getElementById('wall'); }

  function hear(answer) {
    var date = Date.parse(answer.headers.get('Date') || '');
    if (date) offset = date - Date.now();
    heard = Date.now();
  }

  function turned() {
    var pages = document.querySelectorAll('[data-page]');
    var calm = root().getAttribute('data-late') === '0';
    if (!calm || page >= pages.length) page = 0;
    for (var n = 0; n < pages.length; n += 1) pages[n].hidden = n !== page;
  }

  function ask() {
    fetch(location.pathname, {credentials: 'omit', cache: 'no-store', redirect: 'error'}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      hear(answer);
      return answer.text();
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('wall');
      if (!fresh) return;
      root().replaceWith(document.importNode(fresh, true));
      turned();
      tick();
    }).catch(function () { tick(); });
  }

  function tick() {
    var clock = document.querySelector('[data-now]'), mark = document.querySelector('[data-stale]');
    var at = Date.now() + offset, seconds = hall(at).getUTCSeconds();
    if (clock) clock.textContent = hhmm(at) + ':' + two(seconds);
    if (!mark) return;
    mark.hidden = Date.now() - heard <= STALE;
    if (!mark.hidden) mark.textContent = mark.getAttribute('data-stale').replace('00:00', hhmm(heard + offset));
  }

  var began = Date.parse(root().getAttribute('data-at'));
  if (began) offset = began - Date.now();
  turned();
  tick();
  setInterval(ask, EVERY);
  setInterval(tick, 1000);
  setInterval(function () { page += 1; turned(); }, TURN);
  setInterval(function () {
    shift = (shift + 1) % 4;
    document.body.className = 's' + shift;
  }, SHIFT);
})();
