# Nightbell's image: one image, one process per container (see docker-compose.yml).

FROM python:3.13-slim AS builder
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
 && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.txt requirements-docker.txt ./
# All pins but psycopg2-binary; then psycopg2 from source.
RUN awk '/^[^ ]/ { skip = /^psycopg2-binary==/ } !skip' requirements.txt > pinned.txt \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r pinned.txt \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-binary psycopg2 -r requirements-docker.txt
WORKDIR /app
COPY . .
# Collected and compressed here; these values are needed to load the settings and are kept nowhere.
RUN NIGHTBELL_ENV=production SECRET_KEY=only-to-collect-the-static-files ALLOWED_HOSTS=localhost \
    PUBLIC_BASE_URL=http://localhost DATABASE_URL=postgres://localhost/none REDIS_URL=redis://localhost/0 \
    TWILIO_ACCOUNT_SID=none TWILIO_AUTH_TOKEN=none \
    /opt/venv/bin/python manage.py collectstatic --noinput -v 0

FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq5 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 nightbell \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin nightbell \
 && install -d -o nightbell -g nightbell -m 0700 /var/lib/nightbell /var/lib/nightbell/attachments
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NIGHTBELL_ENV=production \
    VAR_DIR=/var/lib/nightbell \
    WEB_BIND=0.0.0.0:8000
WORKDIR /app
USER nightbell
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-m", "config.healthcheck"]
CMD ["gunicorn", "-c", "python:config.web_server", "config.wsgi"]
