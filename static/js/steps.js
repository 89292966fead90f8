/* One tap, one step: what a form of the crew's page says goes into the queue, and the page goes on to the next step without
   ever saying that it is done before the house has said so. */
(function () {
  'use strict';
  var desk = window.desk;
  var queue = desk.queue;
  var ORDER = ['accept', 'depart', 'arrive', 'restore', 'report'];
  var LEAVING = ['report', 'send_back'];
  var meta = document.querySelector('meta[name="phone"]');
  var number = meta ? meta.dataset.number : '';
  var asked = false;
  var settled = [];  /* steps that the house has confirmed and the page does not show yet */

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  /* The button that was pressed says something as well; older phones do not tell which it was. */
  var pressed = null;

  function pairs(form, by) {
    var found = by && by.name && by.form === form ? [[by.name, by.value]] : [];
    new FormData(form).forEach(function (value, name) {
      if (name !== 'csrfmiddlewaretoken' && name !== 'client_id' && typeof value === 'string' && value !== '') found.push([name, value]);
    });
    return found;
  }

  /* Far from the address: the reason is asked for once, and the second tap goes through with or without one. */
  function asksWhy(form) {
    var why = form.querySelector('[data-why]');
    if (!why || asked || !desk.isFar || !desk.isFar()) return false;
    asked = true;
    why.hidden = false;
    return true;
  }

  function isLacking(form) {
    if (form.dataset.queue !== 'report') return false;
    var causes = all('input[name=cause]', form);
    var open = causes.length && !causes.some(function (one) { return one.checked; });
    if (open) causes[0].focus();
    return open;
  }

  /* A reason that needs a photo asks for one, once: it may be there already. */
  function asksProof(form, file) {
    if (file || form.dataset.proofAsked || !form.querySelector('[data-proof]:checked')) return false;
    form.dataset.proofAsked = '1';
    desk.say(desk.phoneWord('proofFirst'), 'over');
    form.querySelector('[data-evidence]').focus();
    return true;
  }

  desk.fresh = function (form) {
    var field = form.querySelector('[data-fresh-id]');
    if (field) field.value = desk.freshId();
  };

  function submitted(event) {
    var form = event.target;
    var verb = form.dataset.queue;
    if (!verb || verb === 'photo' || !queue.able) return;
    event.preventDefault();
    event.stopPropagation();
    var input = form.querySelector('input[type=file]');
    var file = input ? input.files[0] : null;
    if (form.dataset.sent || asksWhy(form) || isLacking(form) || asksProof(form, file)) return;
    form.dataset.sent = '1';
    var id = form.querySelector('[data-fresh-id]');
    var said = pairs(form, event.submitter || pressed);
    (file ? desk.packed(file) : Promise.resolve({fields: []})).then(function (pack) {
      return queue.add({verb: verb, number: number, id: id ? id.value : '', fields: said.concat(pack.fields), file: pack.blob, name: pack.name});
    }).then(function () {
      delete form.dataset.sent;
      desk.fresh(form);
      if (form.dataset.then) window.location.assign(form.dataset.then);
      else if (ORDER.indexOf(verb) < 0) settle(form);
    }, function (error) {
      delete form.dataset.sent;
      var why = error && desk.phoneWord(error.message);
      /* A phone that can keep nothing: with a network the form goes out as any other. */
      if (why || navigator.onLine === false) desk.say(why || desk.phoneWord('noRoom'), 'over');
      else form.submit();
    });
  }

  function settle(form) {
    form.reset();
    delete form.dataset.begun;
    var box = form.closest('details');
    if (box) box.open = false;
  }

  /* The steps that wait are drawn as waiting; the button is that of the first one that nobody has taken. */
  function draw(entries) {
    var own = entries.filter(function (one) { return one.told.number === number && one.told.state === 'waiting'; });
    var taken = own.map(function (one) { return one.told.verb; }).concat(settled);
    var forms = all('[data-step]');
    var next = forms.filter(function (form) { return taken.indexOf(form.dataset.step) < 0; })[0];
    var gone = taken.indexOf('send_back') >= 0;
    forms.forEach(function (form) { form.hidden = form !== next || gone; });
    all('[data-step-part]').forEach(function (part) { part.hidden = !next || next.dataset.step !== part.dataset.stepPart; });
    all('[data-dot]').forEach(function (dot) {
      var waits = taken.indexOf(dot.dataset.dot) >= 0;
      var here = Boolean(next && next.dataset.step === dot.dataset.dot);
      dot.classList.toggle('w', waits);
      if (dot.classList.contains('d')) return;
      dot.classList.toggle('cu', here);
      if (here) dot.setAttribute('aria-current', 'step');
      else dot.removeAttribute('aria-current');
    });
  }

  function isAsTheHouseLeftIt(node) { return !(node.dataset && node.dataset.begun); }

  function begun(event) {
    var form = event.target.form;
    if (form && form.dataset.queue !== 'photo') form.dataset.begun = '1';
  }

  /* The page as the house has it now; what somebody is in the middle of writing stays. */
  function renew() {
    if (document.querySelector('[data-still]')) return Promise.resolve();
    var path = window.location.pathname;
    return fetch(path, {credentials: 'same-origin', redirect: 'manual', headers: {Accept: 'text/html'}}).then(function (answer) {
      if (!answer.ok) return null;
      desk.hear(answer.headers.get('Date'));
      return answer.text();
    }).then(function (html) {
      if (!html) return;
      var page = new DOMParser().parseFromString(html, 'text/html');
      ['main', '.bot'].forEach(function (part) {
        var old = document.querySelector(part);
        var fresh = page.querySelector(part);
        if (old && fresh) window.Idiomorph.morph(old, fresh, {morphStyle: 'outerHTML', callbacks: {beforeNodeMorphed: isAsTheHouseLeftIt}});
        else if (old && part === '.bot') old.remove();
      });
      asked = false;
      settled = [];
      if (window.htmx) window.htmx.process(document.querySelector('main'));
      if (desk.tick) desk.tick();
      if (desk.placed) desk.placed();
      all('[data-fresh-id]').forEach(function (field) { field.value = field.value || desk.freshId(); });
      all('[data-js]').forEach(function (el) { el.hidden = false; });
      document.dispatchEvent(new CustomEvent('page-renewed'));
      queue.list().then(draw);
    }).catch(function () { /* the page stays as it is; the next answer brings the rest */ });
  }

  /* After the last answer: what was said about it, and the page as it is now. */
  function heard(entries, state) {
    queue.confirmed.forEach(function (one) {
      if (one.entry.told.number === number && one.said.outcome === 'done') settled.push(one.entry.told.verb);
    });
    draw(entries);
    if (state !== 'ready' || !queue.confirmed.length) return;
    var confirmed = queue.confirmed.splice(0);
    confirmed.forEach(function (one) {
      (one.said.words || []).forEach(function (word) { desk.say(word); });
    });
    var mine = confirmed.filter(function (one) { return one.entry.told.number === number; });
    var left = mine.some(function (one) { return LEAVING.indexOf(one.entry.told.verb) >= 0 && one.said.outcome === 'done'; });
    if (left && number) window.location.assign('/m/');
    else if (number ? mine.length : confirmed.length) renew();
  }

  desk.ready(function () {
    if (!meta || !queue.able) return;
    document.documentElement.classList.add('has-queue');
    all('[data-js]').forEach(function (el) { el.hidden = false; });
    document.addEventListener('submit', submitted, true);
    document.addEventListener('input', begun, true);
    document.addEventListener('click', function (event) {
      pressed = event.target.closest ? event.target.closest('button[name]') : null;
      var link = event.target.closest ? event.target.closest('.ex a[href^="#"]') : null;
      var box = link && document.querySelector(link.getAttribute('href'));
      if (box) box.open = true;
    });
    queue.hear(heard);
  });
})();
