FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data BIND=0.0.0.0:8000
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN useradd --system --uid 10001 desk && mkdir /data && chown desk /data
USER desk
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:servicedesk.house.web", "servicedesk.wsgi"]
