/* What was done on this phone goes out one action at a time, in its order, until each is confirmed. An entry leaves when the
   house has confirmed it, or when its person has read why it was refused; nothing else takes it away. */
(function () {
  'use strict';
  var desk = window.desk;
  var box = desk.box;
  var LONGEST = 90000;
  var TRIES = 3;
  var running = null;
  var again = false;
  var listeners = [];
  var queue = desk.queue = {able: box.able, state: 'ready', confirmed: [], list: box.list};

  function changed(state) {
    if (state) queue.state = state;
    return box.flag().then(box.list).then(function (entries) {
      listeners.forEach(function (hear) { hear(entries, queue.state); });
      return entries;
    });
  }

  queue.hear = function (hear) { listeners.push(hear); };

  function bytesOf(file) { return file ? new Response(file).arrayBuffer().then(box.seal) : Promise.resolve(null); }

  /* Keep one action: what (verb), of which job (number), its fields as pairs, and perhaps a photo. */
  queue.add = function (what) {
    var told = {verb: what.verb, number: what.number, fields: what.fields, at: Date.now(), name: what.name || '', state: 'waiting', tries: 0};
    var entry = {id: what.id || desk.freshId(), told: told};
    return bytesOf(what.file).then(function (sealed) {
      entry.file = sealed;
      return box.next();
    }).then(function (seq) {
      entry.seq = seq;
      return box.write(entry);
    }).then(function () { return changed(); }).then(function () {
      queue.run();
      return entry;
    });
  };

  /* Again as a new action at the end: what was refused once is judged anew. */
  queue.retry = function (entry) {
    if (entry.told.state !== 'refused') return queue.run();
    return box.next().then(function (seq) {
      var told = Object.assign({}, entry.told, {state: 'waiting', tries: 0, sentence: ''});
      return box.write({id: desk.freshId(), seq: seq, file: entry.file, told: told});
    }).then(function () { return queue.seen(entry); });
  };

  /* Its person has read why: the house need not show it any more either. */
  queue.seen = function (entry) {
    return box.remove(entry.id).then(function () {
      return entry.told.answered ? queue.add({verb: 'seen', number: entry.told.number, fields: [['of', entry.id]]}) : changed().then(queue.run);
    });
  };

  function ask(path, options) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = stop ? setTimeout(function () { stop.abort(); }, LONGEST) : 0;
    function over() { clearTimeout(timer); }
    var asked = fetch(path, Object.assign({credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: stop ? stop.signal : undefined}, options));
    asked.then(over, over);
    return asked;
  }

  function Halt(state) { this.state = state; }

  function hello() {
    var begun = Date.now();
    return ask('/m/hello/', {}).then(function (answer) {
      if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) throw new Halt('signedOut');
      if (!answer.ok) throw new Halt('offline');
      desk.hear(answer.headers.get('Date'));
      return answer.json();
    }).then(function (house) {
      if (house.person !== box.person) throw new Halt('signedOut');
      house.off = Math.round(Date.parse(house.now) - (begun + Date.now()) / 2);
      return house;
    });
  }

  function body(entry, house, phone, after) {
    var form = new FormData();
    var facts = {id: entry.id, verb: entry.told.verb, number: entry.told.number, seq: entry.seq, device: phone, person: box.person, off: house.off, after: after, device_at: new Date(entry.told.at).toISOString()};
    entry.told.fields.forEach(function (pair) { form.append(pair[0], pair[1]); });
    Object.keys(facts).forEach(function (name) { form.set(name, facts[name]); });
    if (!entry.file) return Promise.resolve(form);
    return box.unseal(entry.file).then(function (bytes) {
      form.append('file', new Blob([bytes]), entry.told.name || 'photo.jpg');
      return form;
    });
  }

  /* The one before it on the same job that the house has answered: it stands on the phone, beside the queue. */
  function lastOf(entry) { return 'after ' + box.person + ' ' + entry.told.number; }

  function send(entry, house, phone) {
    return box.told(lastOf(entry)).then(function (after) { return body(entry, house, phone, after); }).then(function (form) {
      return ask('/m/sync/', {method: 'POST', body: form, headers: {'X-CSRFToken': house.csrf, Accept: 'application/json'}});
    }).then(function (answer) {
      if (answer.type === 'opaqueredirect' || answer.status === 401) throw new Halt('signedOut');
      var isJson = /json/.test(answer.headers.get('Content-Type') || '');
      if (answer.status === 413) return mark(entry, desk.phoneWord('tooLarge')).then(function () { return true; });
      if (answer.status >= 500 || answer.status === 429 || !isJson) throw new Halt('offline');
      return answer.json().then(function (said) { return answered(entry, answer.status, said); });
    });
  }

  /* True where the next one of the same job may go. */
  function answered(entry, status, said) {
    if (said.code === 'other_person') throw new Halt('signedOut');
    if (status === 200) {
      entry.told.answered = true;
      return box.told(lastOf(entry), entry.id).then(function () {
        return said.outcome === 'done' ? box.remove(entry.id) : mark(entry, said.sentence);
      }).then(function () {
        queue.confirmed.push({entry: entry, said: said});
        return true;
      });
    }
    entry.told.tries += 1;
    /* The house has forgotten the one before it (brought back from a copy): what was answered here once counts. */
    if (said.code === 'early' && entry.told.tries >= TRIES) {
      return box.told(lastOf(entry), '').then(function () { return box.write(entry); }).then(function () { return false; });
    }
    if (said.code === 'early' || (said.code === 'damaged' && entry.told.tries < TRIES)) {
      return box.write(entry).then(function () { return false; });
    }
    return mark(entry, said.sentence).then(function () { return true; });
  }

  function mark(entry, sentence) {
    entry.told.state = 'refused';
    entry.told.sentence = sentence || '';
    return box.write(entry);
  }

  function sendAll(waiting, house, phone) {
    var blocked = {};
    return waiting.reduce(function (before, entry) {
      return before.then(function () {
        if (blocked[entry.told.number]) return null;
        return send(entry, house, phone).then(function (goesOn) {
          if (!goesOn) blocked[entry.told.number] = true;
          return changed();
        });
      });
    }, Promise.resolve());
  }

  function round() {
    return box.list().then(function (entries) {
      var waiting = entries.filter(function (one) { return one.told.state === 'waiting'; });
      if (!waiting.length) return 'ready';
      return changed('sending').then(hello).then(function (house) {
        return box.device().then(function (phone) { return sendAll(waiting, house, phone); });
      }).then(function () { return 'ready'; });
    }).catch(function (error) { return error instanceof Halt ? error.state : 'offline'; });
  }

  /* Send what waits: on load, when the network is back, when the page is looked at, and every half minute. */
  queue.run = function () {
    if (!queue.able) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = round().then(function (state) {
      var more = again && state === 'ready';
      running = null;
      again = false;
      return more ? queue.run() : changed(state);
    });
    return running;
  };
})();
