import { fileURLToPath } from 'node:url';
import type { FeatureContract } from '@notes/contracts';
import { noteContract } from '@notes/features/notes/contract';
import { taskContract } from '@notes/features/tasks/contract';
import { createFeed, restMethods } from '@notes/feed';
import { defineService, processSettings, version } from '@notes/service';
import { asyncApiRoutes } from './api/async-api.ts';
import { pageRoutes } from './page/page-routes.ts';
import { ignoreOtherUpgrades } from './proxy/ignore-other-upgrades.ts';
import { createServiceProxy } from './proxy/service-proxy.ts';
import { createCallRest, createLogEnds } from './upstream/feed-ports.ts';
import { createUpstreams } from './upstream/upstream.ts';

const name = 'gateway';
/** What is passed on and described here. */
export const features: readonly FeatureContract[] = [noteContract, taskContract];
/** Where the build leaves the page, as seen from the sources and from what they are compiled to. */
const pageFolder = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/** Puts the gateway together. */
export const gatewayService = defineService({
  name,
  title: 'Notes',
  description: 'Notes that are event-sourced: written through a log, read from a model of it, followed as they change.',
  settings: processSettings.gateway,
  create(config, { logger, metrics, readiness, tracer, auth }) {
    const upstreams = createUpstreams(config, metrics);
    const callRest = createCallRest(upstreams);
    const feed = createFeed(config, {
      ...{ name, auth, logger, metrics, readiness, tracer },
      channels: features,
      methods: new Map(features.flatMap((feature) => [...restMethods(feature, feature.calls, callRest)])),
      logEnds: createLogEnds(upstreams.query),
    });
    const proxy = createServiceProxy(config, features, { upstreams, metrics, readiness, tracer });
    return {
      handle: proxy.handle,
      async register(app) {
        proxy.register(app);
        await feed.register(app);
        asyncApiRoutes(app, version, features);
        await pageRoutes(app, pageFolder, version, features);
        ignoreOtherUpgrades(app.server);
      },
      resources: [...feed.resources, ...proxy.resources],
    };
  },
});
