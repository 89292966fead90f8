/* The one box: what fits what is typed stands below it; arrows choose, Enter goes there, Escape leaves. */
(function () {
  'use strict';
  var desk = window.desk;
  var turn = 0;
  var waits = null;
  var acts = [];
  var box = null;

  function list() { return document.getElementById('palette'); }

  function close() {
    turn += 1;
    clearTimeout(waits);
    if (list()) list().remove();
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  }

  function chosen() { return list() && list().querySelector('[aria-selected=true]'); }

  function mark(item) {
    Array.prototype.forEach.call(list().children, function (one) {
      one.setAttribute('aria-selected', one === item ? 'true' : 'false');
    });
    box.setAttribute('aria-activedescendant', item.id);
  }

  function step(by) {
    var all = Array.prototype.slice.call(list().children);
    var at = all.indexOf(chosen());
    if (all.length) mark(all[(at < 0 && by < 0 ? all.length - 1 : at + by + all.length) % all.length]);
  }

  function take(item) {
    var act = item.dataset.act ? acts[item.dataset.act] : null;
    close();
    if (item.dataset.search) return box.form.submit();
    box.value = '';
    if (item.dataset.url) {
      window.location.assign(item.dataset.url);
    } else if (act) {
      box.blur();
      desk.act(act.el);
    }
    return undefined;
  }

  function draw(html) {
    if (list()) list().remove();
    box.insertAdjacentHTML('afterend', html);
    box.setAttribute('aria-expanded', 'true');
    /* Digits and names are searched by Enter at once; letters choose the first line. */
    if (/^[a-z]/i.test(box.value.trim()) && list().querySelector('[data-act],[data-url]')) mark(list().firstElementChild);
  }

  function ask() {
    var mine = turn += 1;
    var body = new URLSearchParams({ q: box.value });
    acts = desk.acts();
    acts.forEach(function (one) {
      body.append('label', one.label);
      body.append('keys', one.keys);
    });
    fetch('/palette/', {
      method: 'POST',
      body: body,
      headers: { 'X-CSRFToken': box.form.querySelector('[name=csrfmiddlewaretoken]').value }
    }).then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ''; })
      .then(function (html) { if (html && mine === turn && document.activeElement === box) draw(html); })
      .catch(function () { /* no network: Enter still searches */ });
  }

  function onKey(event) {
    if (desk.composing(event)) return;
    if (event.code === 'Escape') {
      close();
      return;
    }
    if (!list()) return;
    if (event.code === 'ArrowDown') step(1);
    else if (event.code === 'ArrowUp') step(-1);
    else if (/^(Numpad)?Enter$/.test(event.code) && chosen()) take(chosen());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  desk.ready(function () {
    box = document.getElementById('search-all');
    if (!box) return;
    box.setAttribute('role', 'combobox');
    box.setAttribute('aria-expanded', 'false');
    box.setAttribute('aria-controls', 'palette');
    box.setAttribute('aria-autocomplete', 'list');
    box.addEventListener('focus', ask);
    box.addEventListener('input', function () {
      clearTimeout(waits);
      waits = setTimeout(ask, 120);
    });
    box.addEventListener('keydown', onKey);
    box.addEventListener('blur', function () { setTimeout(function () { if (document.activeElement !== box) close(); }, 150); });
    box.form.addEventListener('mousedown', function (event) {
      var item = event.target.closest('#palette [role=option]');
      if (!item) return;
      event.preventDefault();
      take(item);
    });
  });
})();
