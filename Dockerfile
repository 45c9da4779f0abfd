# The API. Neo4j runs beside it (docker-compose.yml) or anywhere else (NEO4J_URI).
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /app
# The locked dependencies first: they change less often than the code.
COPY requirements.lock ./
RUN /app/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /app/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# /tmp belongs to the user, so that a volume mounted there does too: uploads are spooled to it.
RUN useradd --uid 10001 --no-create-home cmdb && chown cmdb:cmdb /tmp
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4).close()"]
CMD ["cmdb-graph", "serve", "--host", "0.0.0.0", "--port", "8080"]
