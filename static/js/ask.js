/* Questions that lead to others: what an answer changes is fetched at once; without script the next page asks it. */
(function () {
  'use strict';
  var desk = window.desk;
  var REST = 60000;

  function alone(box) {
    var group = box.closest('[data-choice]');
    if (box.type !== 'checkbox' || !box.checked || !group) return;
    Array.prototype.forEach.call(group.querySelectorAll('input[type=checkbox]:checked'), function (other) {
      if (other !== box && (box.dataset.alone !== undefined || other.dataset.alone !== undefined)) other.checked = false;
    });
  }

  function named(part) {
    return Array.prototype.map.call(part.querySelectorAll('[name=seen]'), function (one) { return one.value; });
  }

  /* Only questions that come or go are exchanged: what is being typed stays. */
  function exchange(shown, fresh) {
    var wanted = named(fresh);
    named(shown).forEach(function (code) {
      if (wanted.indexOf(code) > -1) return;
      shown.removeChild(document.getElementById('q-' + code));
      shown.removeChild(shown.querySelector('[name=seen][value="' + code + '"]'));
    });
    wanted.forEach(function (code, place) {
      if (document.getElementById('q-' + code)) return;
      var next = wanted.slice(place + 1).map(function (one) { return shown.querySelector('[name=seen][value="' + one + '"]'); }).filter(Boolean)[0] || null;
      shown.insertBefore(document.importNode(fresh.querySelector('[name=seen][value="' + code + '"]'), true), next);
      shown.insertBefore(document.importNode(fresh.querySelector('#q-' + code), true), next);
    });
  }

  function look(form) {
    var body;
    if (!form.elements.live) form.insertAdjacentHTML('beforeend', '<input type="hidden" name="live" value="1">');
    body = new FormData(form);
    body.append('peek', '1');
    fetch(form.dataset.ask || form.action, {method: 'POST', body: body, credentials: 'same-origin'}).then(function (answer) {
      if (!answer.ok) throw new Error('gone');
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-asked]');
      var shown = form.querySelector('[data-asked]');
      if (fresh && shown) exchange(shown, fresh);
    }).catch(function () { /* sending the form asks as well */ });
  }

  document.addEventListener('change', function (event) {
    var form = event.target.closest && event.target.closest('form[data-ask]');
    if (!form || !/^(radio|checkbox)$/.test(event.target.type)) return;
    alone(event.target);
    if (form.querySelector('[data-asked]')) look(form);
  });

  /* The pad goes back to its rest when its customer has gone. */
  desk.ready(function () {
    var back = document.body.dataset.back;
    var timer = 0;
    function wait() {
      clearTimeout(timer);
      timer = setTimeout(function () { window.location.assign(back); }, REST);
    }
    if (!back) return;
    ['pointerdown', 'keydown'].forEach(function (name) { document.addEventListener(name, wait); });
    wait();
  });
})();
