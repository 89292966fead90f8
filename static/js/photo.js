/* Photos for a job: made smaller on the phone, hashed there, kept in the queue. What is sent carries no mark; time and place
   are drawn on a copy, small here for the eye and in full by the house. A signature is a picture like any other. */
(function () {
  'use strict';
  var desk = window.desk;
  var queue = desk.queue;
  var SIDE = 1600;
  var LIGHT = 320 * 1024;
  var HEAVY = 20 * 1024 * 1024;
  var LOOK = 220;

  function hex(buffer) {
    return Array.prototype.map.call(new Uint8Array(buffer), function (b) { return (b + 256).toString(16).slice(1); }).join('');
  }

  function hash(blob) {
    return new Response(blob).arrayBuffer().then(function (bytes) { return window.crypto.subtle.digest('SHA-256', bytes); }).then(hex);
  }

  function picture(file) {
    return new Promise(function (done, fail) {
      var image = new Image();
      var url = URL.createObjectURL(file);
      image.onload = function () {
        URL.revokeObjectURL(url);
        done(image);
      };
      image.onerror = function () {
        URL.revokeObjectURL(url);
        fail(new Error('no picture'));
      };
      image.src = url;
    });
  }

  function drawn(image, side) {
    var share = Math.min(1, side / Math.max(image.naturalWidth || image.width, image.naturalHeight || image.height));
    var canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round((image.naturalWidth || image.width) * share));
    canvas.height = Math.max(1, Math.round((image.naturalHeight || image.height) * share));
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function jpeg(canvas, quality) {
    return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', quality); });
  }

  /* At most 1600 pixels and about 300 KB; a photo that is small already goes as it is. */
  function lighter(file, image) {
    var width = image.naturalWidth, height = image.naturalHeight;
    if (file.size <= LIGHT && Math.max(width, height) <= SIDE && /jpe?g/.test(file.type)) return Promise.resolve(file);
    var canvas = drawn(image, SIDE);
    return [0.8, 0.65, 0.5].reduce(function (before, quality) {
      return before.then(function (blob) { return blob && blob.size <= LIGHT ? blob : jpeg(canvas, quality); });
    }, Promise.resolve(null)).then(function (blob) { return blob || file; });
  }

  /* What the eye sees on the slot: the copy with its mark. */
  function look(image, lines) {
    var canvas = drawn(image, LOOK);
    var pen = canvas.getContext('2d');
    pen.fillStyle = 'rgba(0,0,0,.6)';
    pen.fillRect(0, canvas.height - 14 * lines.length - 4, canvas.width, 14 * lines.length + 4);
    pen.fillStyle = '#fff';
    pen.font = '11px sans-serif';
    lines.forEach(function (line, n) { pen.fillText(line, 4, canvas.height - 14 * (lines.length - n) + 9, canvas.width - 8); });
    return canvas;
  }

  function marks() {
    var now = new Date(desk.knowsTime() ? desk.now() : Date.now());
    var when = now.toLocaleString('zh-CN', {hour12: false, timeZone: 'Asia/Shanghai'});
    var fix = desk.fix && desk.fix();
    return [when, fix ? fix.latitude.toFixed(5) + ', ' + fix.longitude.toFixed(5) + ' ±' + Math.round(fix.accuracy) + ' m' : 'GPS -'];
  }

  function why(text) {
    var line = document.querySelector('[data-photo-said]');
    if (line) line.textContent = text;
  }

  function placed() {
    var fix = desk.fix && desk.fix();
    return fix ? [['latitude', fix.latitude.toFixed(6)], ['longitude', fix.longitude.toFixed(6)], ['accuracy', String(fix.accuracy)]] : [];
  }

  function enqueue(form, pack) {
    var slot = form.querySelector('[name=slot]');
    var id = form.querySelector('[data-fresh-id]');
    var fields = pack.fields.concat(slot ? [['slot', slot.value]] : []);
    return queue.add({verb: 'photo', number: document.querySelector('meta[name="phone"]').dataset.number, id: id ? id.value : '', fields: fields, file: pack.blob, name: pack.name}).then(function () { desk.fresh(form); });
  }

  function show(form, image) {
    var label = form.querySelector('label');
    var old = label.querySelector('canvas,img,svg');
    var canvas = look(image, marks());
    if (old) old.replaceWith(canvas);
    else label.insertBefore(canvas, label.firstChild);
    label.classList.add('waits');
  }

  /* A photo as it goes out: made lighter, with the hashes of what the camera gave and of what is sent. */
  function packed(file) {
    if (!file.size) return Promise.reject(new Error('empty'));
    var more = placed().concat(file.lastModified ? [['taken_at', new Date(file.lastModified).toISOString()]] : []);
    return Promise.all([picture(file), file.size <= 4 * HEAVY ? hash(file) : '']).then(function (both) {
      more.push(['camera_sha256', both[1]]);
      return lighter(file, both[0]).then(function (blob) { return {blob: blob, name: 'photo.jpg', image: both[0]}; });
    }, function () {
      /* A kind that this browser cannot draw: the house may know it. */
      if (!/^image\//.test(file.type)) throw new Error('wrongKind');
      if (file.size > HEAVY) throw new Error('tooLarge');
      return {blob: file, name: file.name};
    }).then(function (pack) {
      return hash(pack.blob).then(function (sum) {
        pack.fields = more.concat([['sha256', sum]]);
        return pack;
      });
    });
  }
  desk.packed = packed;

  function chosen(input) {
    var file = input.files[0];
    var form = input.form;
    why('');
    if (!file) return;
    packed(file).then(function (pack) {
      return enqueue(form, pack).then(function () { if (pack.image) show(form, pack.image); });
    }).then(function () { input.value = ''; }, function (error) {
      why(desk.phoneWord(error.message) || desk.phoneWord('noRoom'));
      input.value = '';
    });
  }

  /* ---- the signature: drawn with a finger, or the name typed where no finger can ---- */
  function pad(form) {
    if (form.isPad) return;
    form.isPad = true;
    var canvas = form.querySelector('canvas');
    var name = form.querySelector('[data-sign-name]');
    var pen = canvas.getContext('2d');
    var down = false;
    function at(event) {
      var box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    }
    function clear() {
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = '#000';
      form.isInked = false;
    }
    function typed() {
      clear();
      pen.font = '96px serif';
      pen.textAlign = 'center';
      pen.fillText(name.value, canvas.width / 2, canvas.height / 2 + 34, canvas.width - 40);
      form.isInked = name.value.trim() !== '';
    }
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = 'round';
    clear();
    name.addEventListener('input', typed);
    canvas.addEventListener('pointerdown', function (event) {
      if (name.value) {
        name.value = '';
        clear();
      }
      down = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo.apply(pen, at(event));
      event.preventDefault();
    });
    canvas.addEventListener('pointermove', function (event) {
      if (!down) return;
      pen.lineTo.apply(pen, at(event));
      pen.stroke();
      form.isInked = true;
    });
    ['pointerup', 'pointercancel'].forEach(function (end) { canvas.addEventListener(end, function () { down = false; }); });
    function anew() {
      name.value = '';
      clear();
    }
    form.querySelector('[data-sign-clear]').addEventListener('click', anew);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      event.stopPropagation();
      if (!form.isInked) {
        name.focus();
        return;
      }
      form.isInked = false;
      canvas.toBlob(function (blob) {
        hash(blob).then(function (sum) {
          return enqueue(form, {blob: blob, name: 'signature.png', fields: placed().concat([['sha256', sum]])});
        }).then(function () {
          anew();
          form.closest('details').open = false;
          desk.say(desk.phoneWord('signed'));
        }, function () {
          form.isInked = true;
          desk.say(desk.phoneWord('noRoom'), 'over');
        });
      }, 'image/png');
    });
  }

  function begin() {
    Array.prototype.forEach.call(document.querySelectorAll('form[data-sign]'), pad);
  }

  desk.ready(function () {
    if (!queue.able) return;
    document.addEventListener('change', function (event) {
      if (event.target.matches('input[data-photo]')) chosen(event.target);
    });
    document.addEventListener('page-renewed', begin);
    begin();
  });
})();
