/* The telephone's strip. Every moment it asks whether anything has changed; what comes is drawn at the edge of the page,
   without the focus, and never while an input method composes or somebody works in it. */
(function () {
  'use strict';
  var desk = window.desk;
  var EVERY = 1200;
  var HIDDEN = 8000;
  var version = '';
  var waiting = null;
  var composing = false;
  var failed = 0;
  var timer;
  var title = document.title;

  function strip() { return document.getElementById('call-strip'); }

  function busy() { return composing || strip().contains(document.activeElement); }

  function here(section) {
    return (window.location.pathname + window.location.search).indexOf(section.dataset.pop) > 0;
  }

  function draw() {
    var box = document.createElement('template');
    if (waiting === null || busy()) return;
    box.innerHTML = waiting;
    waiting = null;
    strip().textContent = '';
    strip().appendChild(box.content);
    Array.prototype.forEach.call(strip().querySelectorAll('[data-pop]'), function (section) {
      section.classList.toggle('here', here(section));
    });
    document.title = strip().querySelector('.ringing') ? '☎ ' + title : title;
    if (desk.tick) desk.tick();
  }

  function plan(ms) {
    clearTimeout(timer);
    timer = setTimeout(ask, ms);
  }

  function ask() {
    var address = strip().dataset.calls + (version ? '?since=' + encodeURIComponent(version) : '');
    fetch(address, {credentials: 'same-origin', headers: {'X-Live': '1', Accept: 'text/html'}, redirect: 'error'}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      failed = 0;
      if (answer.status === 204) return null;
      return answer.text().then(function (html) {
        version = answer.headers.get('X-Call-Version') || '';
        waiting = html;
      });
    }).catch(function () { failed = Math.min(failed + 1, 6); }).then(function () {
      draw();
      plan(Math.max(document.hidden ? HIDDEN : EVERY, failed ? EVERY * Math.pow(2, failed) : 0));
    });
  }

  function onAway(event) {
    var form = event.target;
    var section = form.matches && form.matches('[data-away]') ? form.closest('[data-pop]') : null;
    if (!section) return;
    event.preventDefault();
    fetch(form.action, {method: 'POST', body: new FormData(form), credentials: 'same-origin', headers: {'X-Live': '1'}}).then(function (answer) {
      if (answer.ok) section.remove();
      plan(0);
    }).catch(function () { desk.say(desk.word('noAnswer'), 'over'); });
  }

  desk.ready(function () {
    if (!strip()) return;
    document.addEventListener('compositionstart', function () { composing = true; }, true);
    document.addEventListener('compositionend', function () {
      composing = false;
      setTimeout(draw, 50);
    }, true);
    strip().addEventListener('focusout', function () { setTimeout(draw, 50); });
    document.addEventListener('submit', onAway);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) plan(0); });
    ask();
  });
})();
