/* Photos and papers: limits are checked as soon as something is chosen, and a document camera is one press away. */
(function () {
  'use strict';
  var desk = window.desk;
  var last = '';
  var WIDE = 3264;

  function say(box, text) {
    var line = box.querySelector('[data-papers-said]');
    if (line) line.textContent = text;
  }

  function named(sentence, name) { return sentence.replace('{name}', name); }

  function ending(name) {
    var dot = name.lastIndexOf('.');
    return dot < 0 ? '' : name.slice(dot).toLowerCase();
  }

  /* Why these cannot be sent; the server says it again. */
  function wrong(box, files) {
    var told = box.dataset;
    var taken = told.endings.split(',');
    if (files.length > Number(told.mostCount)) return told.tooMany;
    for (var n = 0; n < files.length; n += 1) {
      if (files[n].size > Number(told.mostBytes)) return named(told.tooLarge, files[n].name);
      if (taken.indexOf(ending(files[n].name)) < 0) return named(told.wrongKind, files[n].name);
    }
    return '';
  }

  function names(input) {
    return Array.prototype.map.call(input.files, function (file) { return file.name; }).join(' · ');
  }

  function chosen(box, input) {
    var why = wrong(box, input.files);
    say(box, why);
    if (why) input.value = '';
    box.querySelector('[data-papers-chosen]').textContent = box.dataset.go ? '' : names(input);
    if (why) return;
    if (input.files.length && box.dataset.go) {
      if (box.dataset.go === 'form') input.form.requestSubmit();
      else document.getElementById(box.dataset.go).click();
    }
  }

  document.addEventListener('change', function (event) {
    var box = event.target.type === 'file' && event.target.closest('[data-papers]');
    if (box) chosen(box, event.target);
  });

  /* ---- the document camera: what the browser sees, or the program of this desk ---- */
  function has() { return Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia); }

  function show(root) {
    Array.prototype.forEach.call((root || document).querySelectorAll('[data-camera]'), function (button) {
      var box = button.closest('[data-papers]');
      button.hidden = !(has() || box.dataset.bridge) || typeof DataTransfer !== 'function';
    });
  }

  function make(tag, words, parent) {
    var el = document.createElement(tag);
    Object.keys(words).forEach(function (name) {
      if (name === 'text') el.textContent = words[name];
      else el.setAttribute(name, words[name]);
    });
    parent.appendChild(el);
    return el;
  }

  function drawn(box) {
    var told = box.dataset;
    var dlg = make('dialog', {'class': 'dlg cam', 'aria-label': told.wordCamera}, document.body);
    var head = make('div', {'class': 'hd'}, dlg);
    make('h2', {text: told.wordCamera}, head);
    var body = make('div', {'class': 'bd'}, dlg);
    var label = make('label', {'class': 'lab', text: told.wordDevice}, body);
    var pick = make('select', {'class': 'in'}, label);
    var video = make('video', {autoplay: '', playsinline: '', muted: ''}, body);
    var said = make('p', {'class': 'xs over', role: 'alert'}, body);
    var foot = make('div', {'class': 'ft'}, dlg);
    var shut = make('button', {'class': 'btn', type: 'button', text: told.wordClose}, foot);
    var take = make('button', {'class': 'btn pri', type: 'button', text: told.wordTake}, foot);
    return {dlg: dlg, pick: pick, video: video, said: said, shut: shut, take: take};
  }

  function stop(video) {
    if (video.srcObject) video.srcObject.getTracks().forEach(function (track) { track.stop(); });
    video.srcObject = null;
  }

  function list(view, box) {
    if (box.dataset.bridge) make('option', {value: 'bridge', text: box.dataset.wordBridge}, view.pick);
    if (!has()) return Promise.resolve();
    return navigator.mediaDevices.enumerateDevices().then(function (all) {
      all.filter(function (one) { return one.kind === 'videoinput'; }).forEach(function (one, n) {
        make('option', {value: one.deviceId, text: one.label || String(n + 1)}, view.pick);
      });
      if (last && view.pick.querySelector('option[value="' + CSS.escape(last) + '"]')) view.pick.value = last;
    });
  }

  function watch(view, box) {
    stop(view.video);
    view.said.textContent = '';
    view.video.hidden = view.pick.value === 'bridge';
    if (view.pick.value === 'bridge' || !has()) return;
    var which = view.pick.value ? {exact: view.pick.value} : undefined;
    navigator.mediaDevices.getUserMedia({video: {deviceId: which, width: {ideal: WIDE}}}).then(function (stream) {
      view.video.srcObject = stream;
    }).catch(function () { view.said.textContent = box.dataset.noCamera; });
  }

  function fromVideo(view) {
    var canvas = document.createElement('canvas');
    canvas.width = view.video.videoWidth;
    canvas.height = view.video.videoHeight;
    canvas.getContext('2d').drawImage(view.video, 0, 0);
    return new Promise(function (done, fail) {
      if (!canvas.width) fail(new Error('nothing to see'));
      else canvas.toBlob(done, 'image/jpeg', 0.92);
    });
  }

  function fromBridge(box) {
    return fetch(box.dataset.bridge + '/capture', {method: 'POST', credentials: 'omit'}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.blob();
    });
  }

  function add(box, blob) {
    var input = box.querySelector('input[type=file]');
    var all = new DataTransfer();
    Array.prototype.forEach.call(input.files, function (file) { all.items.add(file); });
    all.items.add(new File([blob], 'paper-' + (all.files.length + 1) + '.jpg', {type: 'image/jpeg'}));
    input.files = all.files;
    input.dispatchEvent(new Event('change', {bubbles: true}));
  }

  function open(box) {
    var view = drawn(box);
    function leave() {
      stop(view.video);
      view.dlg.remove();
    }
    view.shut.addEventListener('click', leave);
    view.dlg.addEventListener('close', leave);
    view.pick.addEventListener('change', function () {
      last = view.pick.value;
      watch(view, box);
    });
    view.take.addEventListener('click', function () {
      (view.pick.value === 'bridge' ? fromBridge(box) : fromVideo(view)).then(function (blob) {
        add(box, blob);
        leave();
      }).catch(function () { view.said.textContent = box.dataset.noCamera; });
    });
    if (view.dlg.showModal) view.dlg.showModal();
    else view.dlg.setAttribute('open', '');
    list(view, box).then(function () { watch(view, box); });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-camera]') : null;
    if (button) open(button.closest('[data-papers]'));
  });
  document.addEventListener('htmx:afterSettle', function () { show(document); });
  desk.ready(function () {
    document.documentElement.classList.add('has-js');
    show(document);
  });
})();
