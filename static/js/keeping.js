/* The store of a crew's phone: sealed for its person, outliving reloads and sign-outs. Each entry is {id, person, seq} in
   clear and everything else under a key that only this person's signed-in page knows. */
(function () {
  'use strict';
  var desk = window.desk;
  var meta = document.querySelector('meta[name="phone"]');
  var person = meta ? meta.dataset.person : '';
  var FLAG = 'desk_unsent';
  var base = null;
  var key = null;
  var box = desk.box = {person: person, able: Boolean(person && window.indexedDB && window.crypto && window.crypto.subtle)};

  function open() {
    if (base) return base;
    base = new Promise(function (done, fail) {
      var request = window.indexedDB.open('desk', 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore('queue', {keyPath: 'id'});
        request.result.createObjectStore('told', {keyPath: 'name'});
      };
      request.onsuccess = function () { done(request.result); };
      request.onerror = function () {
        base = null;
        fail(request.error);
      };
    });
    return base;
  }

  /* One transaction on one store; what `act` returns last is its result. */
  function store(name, mode, act) {
    return open().then(function (db) {
      return new Promise(function (done, fail) {
        var work = db.transaction(name, mode);
        var request = act(work.objectStore(name));
        work.oncomplete = function () { done(request ? request.result : null); };
        work.onerror = work.onabort = function () { fail(work.error); };
      });
    });
  }

  function sealer() {
    if (!key) {
      var raw = Uint8Array.from(window.atob(meta.dataset.seal), function (c) { return c.charCodeAt(0); });
      key = window.crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    }
    return key;
  }

  box.seal = function (bytes) {
    var iv = window.crypto.getRandomValues(new Uint8Array(12));
    return sealer().then(function (secret) {
      return window.crypto.subtle.encrypt({name: 'AES-GCM', iv: iv}, secret, bytes);
    }).then(function (body) { return {iv: iv, body: new Blob([body])}; });
  };

  box.unseal = function (sealed) {
    return Promise.all([sealer(), new Response(sealed.body).arrayBuffer()]).then(function (both) {
      return window.crypto.subtle.decrypt({name: 'AES-GCM', iv: sealed.iv}, both[0], both[1]);
    });
  };

  box.write = function (entry) {
    return box.seal(new TextEncoder().encode(JSON.stringify(entry.told))).then(function (sealed) {
      var row = {id: entry.id, person: person, seq: entry.seq, told: sealed, file: entry.file || null};
      return store('queue', 'readwrite', function (rows) { return rows.put(row); });
    });
  };

  function read(row) {
    return box.unseal(row.told).then(function (bytes) {
      return {id: row.id, seq: row.seq, file: row.file, told: JSON.parse(new TextDecoder().decode(bytes))};
    }, function () { return null; });
  }

  /* This person's entries, the oldest first; another person's cannot be read. */
  box.list = function () {
    return store('queue', 'readonly', function (rows) { return rows.getAll(); }).then(function (rows) {
      return Promise.all(rows.filter(function (row) { return row.person === person; }).map(read));
    }).then(function (entries) {
      return entries.filter(Boolean).sort(function (a, b) { return a.seq - b.seq; });
    });
  };

  box.remove = function (id) { return store('queue', 'readwrite', function (rows) { return rows.delete(id); }); };

  /* A cookie without content tells the house that the phone's storage is still needed, whoever it is for. */
  box.flag = function () {
    return store('queue', 'readonly', function (rows) { return rows.count(); }).then(function (count) {
      var secure = window.location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = FLAG + '=' + (count ? '1' : '') + '; Path=/; SameSite=Lax; Max-Age=' + (count ? 31536000 : 0) + secure;
    });
  };

  box.told = function (name, value) {
    if (value === undefined) {
      return store('told', 'readonly', function (rows) { return rows.get(name); }).then(function (row) { return row ? row.value : ''; });
    }
    return store('told', 'readwrite', function (rows) { return rows.put({name: name, value: value}); });
  };

  /* One number after the other, also where two tabs count at the same time: read and written in one go. */
  box.next = function () {
    var seq = 0;
    return store('told', 'readwrite', function (rows) {
      rows.get('seq').onsuccess = function (event) {
        seq = (event.target.result ? event.target.result.value : 0) + 1;
        rows.put({name: 'seq', value: seq});
      };
    }).then(function () { return seq; });
  };

  box.device = function () {
    return box.told('device').then(function (id) {
      if (id) return id;
      var fresh = desk.freshId();
      return box.told('device', fresh).then(function () { return fresh; });
    });
  };
})();
