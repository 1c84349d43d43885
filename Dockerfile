# The portal's image: one for web, worker and beat. It holds no secret; docker-compose.yml says how it is run.

FROM python:3.11-slim AS packages
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/production.txt

FROM python:3.11-slim
RUN groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --no-create-home --home-dir /data portal \
    && install --directory --owner portal --group portal --mode 0700 /data
COPY --from=packages /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/data STATIC_DIR=/app/collected
WORKDIR /app
COPY . .
# Collecting needs a key and uses it for nothing: this one is thrown away with the command.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" VAR_DIR=/tmp/build \
      python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build && python -m compileall -q .

USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live/', timeout=4)"]
CMD ["gunicorn", "techhire.wsgi", "--config", "python:techhire.serving", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
