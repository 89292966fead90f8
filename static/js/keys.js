/* Keys. Elements say which key is theirs: data-key="F9 Ctrl+Enter", data-key="u"; rail links: data-go="b" for G then B. */
(function () {
  'use strict';
  var desk = window.desk;
  var LETTERS = document.body.dataset.shortcuts !== 'off';
  var goUntil = 0;
  var goWaits = null;
  document.body.classList.toggle('nokeys', !LETTERS);

  function base(event) {
    var code = event.code || '';
    var found = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code);
    if (found) return found[1].toLowerCase();
    if (code === 'NumpadEnter') return 'enter';
    if (code === 'Minus' || code === 'NumpadSubtract') return '-';
    if (code === 'Equal') return '=';
    if (code === 'Slash') return event.shiftKey || event.key === '?' ? '?' : '/';
    if (code === 'Comma') return ',';
    if (code === 'Semicolon') return ';';
    if (code === 'BracketLeft') return '[';
    if (code === 'Quote') return "'";
    if (code === 'Period' || code === 'NumpadDecimal') return '.';
    return (code || event.key || '').toLowerCase();
  }

  function nameOf(event) {
    var key = base(event);
    return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + (event.altKey ? 'alt+' : '') +
      (event.shiftKey && key !== '?' ? 'shift+' : '') + key;
  }

  function editable(el) {
    return !!el && (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
      (el.tagName === 'INPUT' && !/^(radio|checkbox|button|submit|reset|file|range)$/.test(el.type)));
  }
  desk.editable = editable;

  function namesOf(el) { return (el.dataset.key || '').toLowerCase().split(/\s+/).filter(Boolean); }

  function openDialog() {
    var open = document.querySelectorAll('dialog[open]');
    return open[open.length - 1] || null;
  }
  desk.openDialog = openDialog;

  function bound(name, from) {
    var all = (openDialog() || document).querySelectorAll('[data-key]');
    var fits = Array.prototype.filter.call(all, function (el) {
      return namesOf(el).indexOf(name) >= 0 && desk.shown(el) && !el.disabled;
    });
    var form = from && from.closest ? from.closest('form') : null;
    return fits.filter(function (el) { return form && form.contains(el); })[0] || fits[0] || null;
  }
  desk.bound = bound;

  function reason(el) {
    var id = (el.getAttribute('aria-describedby') || '').split(' ')[0];
    var why = id && document.getElementById(id);
    return why ? why.textContent.trim() : '';
  }

  function act(el) {
    if (el.getAttribute('aria-disabled') === 'true') return desk.say(reason(el));
    if (el.tagName === 'FIELDSET') {
      el = el.querySelector('input:checked') || el.querySelector('input') || el;
      return el.focus();
    }
    if (el.tagName === 'INPUT' && el.type === 'checkbox') return el.click();
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) {
      el.focus();
      if (el.select && editable(el)) el.select();
      return undefined;
    }
    return el.click();
  }

  desk.act = act;

  /* G waits a moment for its second letter; a page's own G acts if none comes. */
  function go(event, name) {
    var waiting = Date.now() < goUntil;
    var target;
    if (waiting) {
      goUntil = 0;
      clearTimeout(goWaits);
      target = document.querySelector('[data-go="' + (/^[a-z0-9=.,;'-]$/.test(name) ? name : '') + '"]');
      if (target) {
        event.preventDefault();
        target.click();
        return true;
      }
      return false;
    }
    if (name !== 'g' || openDialog() || !document.querySelector('[data-go]')) return false;
    event.preventDefault();
    goUntil = Date.now() + 900;
    goWaits = setTimeout(function () {
      var own = bound('g', null);
      if (own) act(own);
    }, 900);
    return true;
  }

  document.addEventListener('keydown', function (event) {
    if (desk.composing(event) || event.defaultPrevented) return;
    var name = nameOf(event);
    var typing = editable(event.target);
    var isPlain = /^(shift\+)?(.|space)$/.test(name);
    if (isPlain && (typing || !LETTERS)) return;
    if (name === 'escape' && typing && !event.target.closest('dialog')) {
      event.target.blur();
      return;
    }
    if (isPlain && !event.repeat && go(event, name)) return;
    var el = bound(name, event.target);
    if (!el || event.repeat) return;
    event.preventDefault();
    act(el);
  });

  document.addEventListener('click', function (event) {
    var el = event.target.closest ? event.target.closest('[aria-disabled="true"]') : null;
    if (!el) return;
    event.preventDefault();
    event.stopPropagation();
    desk.say(reason(el));
  }, true);

  function labelOf(el) {
    if (el.dataset.keyWord || el.getAttribute('aria-label')) return el.dataset.keyWord || el.getAttribute('aria-label');
    var from = el.tagName === 'FIELDSET' ? el.querySelector('legend') : (el.labels && el.labels[0]) || el;
    var copy = (from || el).cloneNode(true);
    Array.prototype.forEach.call(copy.querySelectorAll('kbd,.bd,.muted,.req'), function (x) { x.remove(); });
    return copy.textContent.replace(/\s+/g, ' ').trim();
  }

  function line(keys, words) {
    var row = document.createElement('div');
    var text = document.createElement('span');
    var side = document.createElement('span');
    text.textContent = words;
    keys.forEach(function (key) {
      var cap = document.createElement('kbd');
      cap.textContent = key.length === 1 ? key.toUpperCase() : key;
      side.appendChild(cap);
      side.appendChild(document.createTextNode(' '));
    });
    row.appendChild(text);
    row.appendChild(side);
    return row;
  }

  /* What this page can do by a key, in its order: for the one box. */
  desk.acts = function () {
    var all = Array.prototype.filter.call(document.querySelectorAll('[data-key]'), function (el) {
      return !el.closest('dialog') && desk.shown(el) && !/^(INPUT|TEXTAREA|SELECT|FIELDSET)$/.test(el.tagName) &&
        el.getAttribute('aria-disabled') !== 'true';
    });
    return all.map(function (el) { return { el: el, label: labelOf(el), keys: el.dataset.key.toUpperCase() }; });
  };

  desk.fillSheet = function () {
    var sheet = document.querySelector('[data-sheet]');
    if (!sheet) return;
    sheet.textContent = '';
    Array.prototype.forEach.call(document.querySelectorAll('[data-key]'), function (el) {
      if (!el.closest('dialog') && desk.shown(el)) sheet.appendChild(line(el.dataset.key.split(/\s+/), labelOf(el)));
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-go]'), function (el) {
      sheet.appendChild(line(['G', el.dataset.go], desk.word('goTo') + ' ' + labelOf(el)));
    });
  };
})();
