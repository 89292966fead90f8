/* Sheets of work on the phone: what was written and still waits is shown again, under the same id; what has to be written
   is asked for before the phone takes it. */
(function () {
  'use strict';
  var desk = window.desk;
  var queue = desk.queue;
  var meta = document.querySelector('meta[name="phone"]');

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function said(entry, name) {
    var pair = entry.told.fields.filter(function (one) { return one[0] === name; })[0];
    return pair ? pair[1] : '';
  }

  function own(entries, verb) {
    return entries.filter(function (one) { return one.told.verb === verb && one.told.number === meta.dataset.number; });
  }

  /* ---- the page of a job ---- */
  function mark(link, is) {
    var tag = link && link.querySelector('[data-waits]');
    if (!tag) return;
    tag.hidden = !is;
    tag.textContent = is ? desk.phoneWord('waiting') : '';
  }

  /* A sheet that the house does not know yet: the way back to it. */
  function link(box, entry) {
    var kind = box.querySelector('[data-kind="' + said(entry, 'kind') + '"]');
    if (!kind) return null;
    var copy = kind.cloneNode(true);
    copy.removeAttribute('data-kind');
    copy.dataset.sheet = said(entry, 'sheet');
    copy.href = kind.getAttribute('href') + '#' + copy.dataset.sheet;
    copy.insertAdjacentHTML('beforeend', '<span class="tag warn" data-waits></span>');
    box.insertBefore(copy, kind);
    return copy;
  }

  function draw(entries) {
    var box = document.querySelector('[data-sheets]');
    if (!box) return;
    var waits = own(entries, 'sheet');
    all('[data-sheet]', box).forEach(function (one) { mark(one, waits.some(function (entry) { return said(entry, 'sheet') === one.dataset.sheet; })); });
    waits.forEach(function (entry) {
      mark(box.querySelector('[data-sheet="' + said(entry, 'sheet') + '"]') || link(box, entry), true);
    });
    mark(box.querySelector('[data-visit]'), own(entries, 'appoint').length > 0);
  }

  /* ---- the page of a sheet ---- */
  function fill(form, entry) {
    var mats = form.querySelector('[data-mats]');
    if (mats && entry.told.fields.some(function (pair) { return /^item_/.test(pair[0]); })) mats.open = true;
    all('input[type=checkbox]', form).forEach(function (box) { box.checked = false; });
    entry.told.fields.forEach(function (pair) {
      all('[name="' + pair[0] + '"]', form).forEach(function (el) {
        if (el.type === 'radio' || el.type === 'checkbox') el.checked = el.value === pair[1] || (el.type === 'checkbox' && pair[1] === 'on');
        else if (el.type !== 'hidden' && el.type !== 'submit') el.value = pair[1];
      });
    });
  }

  function lacking(form) {
    var names = {};
    all('[data-must]', form).forEach(function (el) {
      var is = el.type === 'radio' || el.type === 'checkbox' ? el.checked : el.value.trim() !== '';
      names[el.name] = names[el.name] || is;
    });
    return Object.keys(names).filter(function (name) { return !names[name]; }).map(function (name) { return form.querySelector('[name="' + name + '"]'); });
  }

  function word(el) {
    var own2 = el.closest('fieldset') ? el.closest('fieldset').querySelector('legend') : document.querySelector('label[for="' + el.id + '"]');
    return (own2 ? own2.textContent : el.name).replace('*', '').trim();
  }

  var pressed = '';

  function asks(event) {
    var form = event.target;
    if (form.id !== 'sheet' || (event.submitter ? event.submitter.value : pressed) !== 'finish') return;
    var open = lacking(form);
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector('[data-sheet-said]').textContent = desk.phoneWord('lacks') + ' ' + open.map(word).join('、');
    open[0].focus();
  }

  desk.ready(function () {
    if (!meta || !queue.able) return;
    document.addEventListener('click', function (event) {
      var button = event.target.closest ? event.target.closest('button[name=do]') : null;
      if (button) pressed = button.value;
    }, true);
    document.addEventListener('submit', asks, true);
    queue.hear(draw);
    document.addEventListener('page-renewed', function () { queue.list().then(draw); });
    var form = document.querySelector('form#sheet[data-queue]');
    if (!form) return;
    var key = form.querySelector('[data-sheet-key]');
    if (key) key.value = window.location.hash.slice(1) || desk.freshId();
    queue.list().then(function (entries) {
      var last = own(entries, 'sheet').filter(function (one) { return said(one, 'sheet') === form.querySelector('[name=sheet]').value; }).pop();
      if (last) fill(form, last);
    });
  });
})();
