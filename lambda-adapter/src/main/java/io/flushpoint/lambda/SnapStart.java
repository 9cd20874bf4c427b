package io.flushpoint.lambda;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The {@link Checkpointing} as {@code org.crac} wants it. Loaded in {@link Mode#SNAP_START} only, since the library is an
 * optional dependency; nothing else here refers to it. Resources are weakly held: whoever registers one must keep it.
 */
final class SnapStart implements Resource {
    private final Checkpointing checkpointing;

    private SnapStart(Checkpointing checkpointing) {
        this.checkpointing = checkpointing;
    }

    /**
     * Registers with the runtime client's context.
     *
     * @return to be kept for as long as the sender lives
     * @throws LinkageError if {@code org.crac} is not there
     */
    static Object register(Checkpointing checkpointing) {
        SnapStart resource = new SnapStart(checkpointing);
        Core.getGlobalContext().register(resource);
        return resource;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        checkpointing.beforeCheckpoint();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        checkpointing.afterRestore();
    }
}
