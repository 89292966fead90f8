/* A scanner is a fast keyboard. Its keys are read by their position, so that an input method cannot change what was scanned. */
(function () {
  'use strict';
  var desk = window.desk;
  var GAP = 35;
  var FEWEST = 6;
  var SIGNS = { Minus: '-_', Equal: '=+', Semicolon: ';:', Slash: '/?', Period: '.>', Comma: ',<', Space: '  ' };
  var typed = '';
  var last = 0;
  var before = null;
  var isComposed = false;

  function letter(event) {
    var found = /^(Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code || '');
    var signs = SIGNS[event.code];
    if (signs) return event.shiftKey ? signs[1] : signs[0];
    if (!found) return '';
    if (found[1] !== 'Key') return event.shiftKey && found[1] === 'Digit' ? ')!@#$%^&*('[found[2]] : found[2];
    return event.shiftKey ? found[2] : found[2].toLowerCase();
  }

  function start(el) {
    typed = '';
    isComposed = false;
    before = desk.editable(el) ? { el: el, value: el.value } : null;
  }

  /* A box that looks things up does so by Enter, unless an input method has come between. */
  function readsItself(el) { return !isComposed && /^(q|search-all)$/.test(el.id); }

  /* What the keys, or an input method between them, wrote into a field is taken out again. */
  function restore() {
    var kept = before;
    if (!kept) return;
    kept.el.blur();
    kept.el.value = kept.value;
    kept.el.dispatchEvent(new Event('input', { bubbles: true }));
    /* An input method writes what it had begun when the field loses the focus, a moment later. */
    setTimeout(function () { if (kept.el !== document.activeElement) kept.el.value = kept.value; }, 0);
  }

  desk.scanned = function (text) {
    var customer = document.getElementById('q');
    var box = customer && customer.form && desk.shown(customer) ? customer : document.getElementById('search-all');
    if (!box) return;
    desk.say(desk.word('scanned'));
    setTimeout(function () {
      box.value = text;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      var button = box.parentNode.querySelector('button');
      if (button) button.click();
      else if (box.form.requestSubmit) box.form.requestSubmit();
      else box.form.submit();
    }, 10);
  };

  document.addEventListener('keydown', function (event) {
    var now = performance.now();
    var isQuick = now - last < GAP;
    var isEnd = event.code === 'Enter' || event.code === 'NumpadEnter';
    if (/^(Shift|Caps)/.test(event.code || '')) return;
    last = now;
    if (isEnd && isQuick && typed.length >= FEWEST && !readsItself(event.target)) {
      var text = typed;
      event.preventDefault();
      event.stopImmediatePropagation();
      restore();
      typed = '';
      desk.scanned(text);
      return;
    }
    if (!isQuick) start(event.target);
    var one = event.ctrlKey || event.altKey || event.metaKey ? '' : letter(event);
    typed = one ? typed + one : '';
    isComposed = isComposed || desk.composing(event);
  }, true);
})();
