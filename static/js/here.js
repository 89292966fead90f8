/* On a ticket's page: what somebody has begun to write is told to colleagues as a word, never as the text; and J and K lead
   along the list from which the page was opened, remembered in this tab alone. */
(function () {
  'use strict';
  var desk = window.desk;
  var TRAIL = 'trail';
  var PAGE = /^\/t\/[^/]+\/$/;

  function said() {
    var box = document.getElementById('writing');
    if (!box) return;
    var full = Array.prototype.filter.call(document.querySelectorAll('#write form textarea'), function (one) {
      return one.value.trim() && !one.form.hidden;
    })[0];
    box.value = full ? full.form.id.replace('write-', '') : '';
  }

  function links(root) {
    var seen = {};
    return Array.prototype.map.call(root.querySelectorAll('a[href]'), function (a) { return a.pathname; }).filter(function (path) {
      if (!PAGE.test(path) || seen[path]) return false;
      seen[path] = true;
      return true;
    });
  }

  function keep(paths) {
    try { window.sessionStorage.setItem(TRAIL, JSON.stringify(paths)); } catch (error) { /* a closed store costs the two keys only */ }
  }

  function kept() {
    try { return JSON.parse(window.sessionStorage.getItem(TRAIL) || '[]'); } catch (error) { return []; }
  }

  function lead() {
    var trail = kept();
    var at = trail.indexOf(window.location.pathname);
    if (at < 0) return;
    [['prev', -1], ['next', 1]].forEach(function (pair) {
      var button = document.querySelector('[data-trail="' + pair[0] + '"]');
      var path = trail[at + pair[1]];
      if (!button || !path) return;
      button.href = path;
      button.hidden = false;
    });
  }

  desk.ready(function () {
    document.addEventListener('click', function (event) {
      var link = event.target.closest ? event.target.closest('a[href]') : null;
      var root = link && link.closest('[data-list],main ul,main table');
      if (root && PAGE.test(link.pathname) && !document.querySelector('.p-ticket')) keep(links(link.closest('[data-list]') || root));
    }, true);
    document.addEventListener('input', said);
    lead();
  });
})();
