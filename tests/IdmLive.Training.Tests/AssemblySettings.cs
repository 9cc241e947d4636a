// Tensors and threads of the tensor library are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
