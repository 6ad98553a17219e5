/// Memory of the whole process.
#pragma once

namespace corootctl {

/// Gives memory that was freed back to the system. glibc keeps what a worker thread freed for later threads; after a
/// stage that held hundreds of megabytes in workers, the next stage cannot use it.
void release_free_memory();

}  // namespace corootctl
