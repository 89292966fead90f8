/* Quick texts: in a box with data-texts="/address/?use=…", "/" at the start of a word and the initials of a text put it there. */
(function () {
  'use strict';
  var desk = window.desk;
  var START = /(^|[\s，。；：、！？])\/([0-9A-Za-z\u3400-\u9fff]*)$/;
  var box = null;
  var asked = 0;

  function list() { return document.getElementById('quick-texts'); }

  function close() {
    asked += 1;
    if (list()) list().remove();
    if (box) {
      box.removeAttribute('aria-controls');
      box.removeAttribute('aria-activedescendant');
    }
    box = null;
  }

  function typed(el) { return START.exec(el.value.slice(0, el.selectionStart)); }

  function put(item) {
    var found = typed(box);
    var at = box.selectionStart;
    var from = found ? at - found[2].length - 1 : at;
    var words = item.dataset.text;
    box.value = box.value.slice(0, from) + words + box.value.slice(at);
    box.selectionStart = box.selectionEnd = from + words.length;
    var done = box;
    close();
    done.dispatchEvent(new Event('input', { bubbles: true }));
    done.focus();
  }

  function mark(item) {
    Array.prototype.forEach.call(list().children, function (one) {
      one.setAttribute('aria-selected', one === item ? 'true' : 'false');
    });
    box.setAttribute('aria-activedescendant', item.id);
  }

  function draw(el, html) {
    close();
    box = el;
    el.insertAdjacentHTML('afterend', html);
    el.setAttribute('aria-controls', 'quick-texts');
    if (list().querySelector('[data-text]')) mark(list().firstElementChild);
  }

  function ask(el, letters) {
    var turn = asked += 1;
    fetch(el.dataset.texts + '&typed=' + encodeURIComponent(letters), { headers: { 'HX-Request': 'true' } })
      .then(function (answer) { return answer.ok ? answer.text() : ''; })
      .then(function (html) { if (html && turn === asked && typed(el)) draw(el, html); })
      .catch(function () { /* no network: writing goes on */ });
  }

  function step(by) {
    var all = Array.prototype.slice.call(list().querySelectorAll('[data-text]'));
    var now = all.indexOf(list().querySelector('[aria-selected=true]'));
    if (all.length) mark(all[(now + by + all.length) % all.length]);
  }

  function onKey(event) {
    if (!box || event.target !== box || desk.composing(event) || event.ctrlKey || event.altKey) return;
    var all = list().querySelectorAll('[data-text]');
    var digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    var chosen = digit ? all[digit[1] - 1] : /^(Numpad)?Enter$|^Tab$/.test(event.code) ? list().querySelector('[data-text][aria-selected=true]') : null;
    if (event.code === 'ArrowDown') step(1);
    else if (event.code === 'ArrowUp') step(-1);
    else if (event.code === 'Escape') close();
    else if (chosen) put(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  desk.ready(function () {
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('input', function (event) {
      var el = event.target;
      if (!el.dataset || !el.dataset.texts) return;
      var found = typed(el);
      if (found) ask(el, found[2]);
      else close();
    });
    document.addEventListener('mousedown', function (event) {
      var item = event.target.closest ? event.target.closest('#quick-texts [data-text]') : null;
      if (!item) return;
      event.preventDefault();
      put(item);
    });
    document.addEventListener('focusout', function (event) { if (event.target === box) close(); });
  });
})();
