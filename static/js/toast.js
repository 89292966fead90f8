/* Short notes at the bottom left, at most two, read aloud politely, resting while the pointer is on them. */
(function () {
  'use strict';
  var desk = window.desk;
  var STAY = 6000;

  desk.say = function (text, tone) {
    var region = document.getElementById('toasts');
    if (!region || !text) return;
    while (region.children.length >= 2) region.firstChild.remove();
    var note = document.createElement('div');
    var words = document.createElement('span');
    var shut = document.createElement('button');
    var timer = null;
    note.className = 'toast' + (tone ? ' ' + tone : '');
    words.textContent = text;
    shut.type = 'button';
    shut.textContent = '×';
    shut.setAttribute('aria-label', desk.word('close'));
    shut.addEventListener('click', function () { note.remove(); });
    function leave() { timer = setTimeout(function () { note.remove(); }, STAY); }
    ['mouseenter', 'focusin'].forEach(function (name) { note.addEventListener(name, function () { clearTimeout(timer); }); });
    ['mouseleave', 'focusout'].forEach(function (name) { note.addEventListener(name, leave); });
    note.appendChild(words);
    note.appendChild(shut);
    region.appendChild(note);
    leave();
  };

  /* The server may send the header HX-Trigger: {"say": {"text": …, "tone": …}}. */
  document.addEventListener('say', function (event) {
    var told = event.detail || {};
    desk.say(told.text || told.value, told.tone);
  });
})();
